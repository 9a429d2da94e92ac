-- The work list of one audit: findings by operator and severity with the answers that stand now, without those about sensitive places. :run.
-- Returns operator (null where none is known), cameras, errors, warnings, notes, answered, by name. Relies on ix_finding_run_id_operator.
SELECT
    f.operator, count(DISTINCT f.camera_row_id)::integer AS cameras,
    count(*) FILTER (WHERE f.severity = 'error')::integer AS errors,
    count(*) FILTER (WHERE f.severity = 'warning')::integer AS warnings,
    count(*) FILTER (WHERE f.severity = 'note')::integer AS notes,
    count(*) FILTER (WHERE n.answer <> 'reopened')::integer AS answered
FROM register.finding AS f
LEFT JOIN LATERAL (
    SELECT a.answer
    FROM register.finding_answer AS a
    WHERE a.camera_row_id = f.camera_row_id AND a.rule = f.rule AND a.facts_digest = f.facts_digest
    ORDER BY a.answer_id DESC
    LIMIT 1
) AS n ON TRUE
WHERE f.run_id = :run AND f.rule NOT LIKE '%sensitive%'
GROUP BY f.operator
ORDER BY f.operator COLLATE "C";
