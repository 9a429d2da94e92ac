-- The findings of one operator in one audit that no answer settles now, without those about sensitive places, errors first, then by camera and rule. :run, :operator.
-- Returns camera_id, rule, severity, clause, detail. Relies on ix_finding_run_id_operator.
SELECT f.camera_id, f.rule, f.severity, f.clause, f.detail
FROM register.finding AS f
LEFT JOIN LATERAL (
    SELECT a.answer
    FROM register.finding_answer AS a
    WHERE a.camera_row_id = f.camera_row_id AND a.rule = f.rule AND a.facts_digest = f.facts_digest
    ORDER BY a.answer_id DESC
    LIMIT 1
) AS n ON TRUE
WHERE f.run_id = :run AND f.operator = CAST(:operator AS text) AND f.rule NOT LIKE '%sensitive%' AND coalesce(n.answer, 'reopened') = 'reopened'
ORDER BY array_position(ARRAY['error', 'warning', 'note'], f.severity), f.camera_id COLLATE "C", f.rule COLLATE "C", f.finding_id;
