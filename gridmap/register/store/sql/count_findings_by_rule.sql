-- Findings of one audit by rule with the answers that stand now. :run, :operator (or null: all), :with_sensitive (whether those about sensitive places are counted).
-- Returns rule, severity, clause, findings, cameras, answered, by rule. Relies on ix_finding_run_id_operator.
SELECT
    f.rule, f.severity, f.clause, count(*)::integer AS findings, count(DISTINCT f.camera_row_id)::integer AS cameras,
    count(*) FILTER (WHERE n.answer <> 'reopened')::integer AS answered
FROM register.finding AS f
LEFT JOIN LATERAL (
    SELECT a.answer
    FROM register.finding_answer AS a
    WHERE a.camera_row_id = f.camera_row_id AND a.rule = f.rule AND a.facts_digest = f.facts_digest
    ORDER BY a.answer_id DESC
    LIMIT 1
) AS n ON TRUE
WHERE f.run_id = :run AND (CAST(:operator AS text) IS NULL OR f.operator = CAST(:operator AS text))
    AND (CAST(:with_sensitive AS boolean) OR f.rule NOT LIKE '%sensitive%')
GROUP BY f.rule, f.severity, f.clause
ORDER BY f.rule COLLATE "C", f.severity, f.clause COLLATE "C";
