-- The newest audit of cameras that looked at one camera, of the whole city or with findings of it; those about sensitive places are not told.
-- :camera (camera_id). Returns run_id, day and the jsonb findings with the answers that stand now, or no row. Relies on ix_finding_run_id_camera_id.
SELECT
    r.run_id, r.day,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'rule', f.rule, 'severity', f.severity, 'clause', f.clause, 'detail', f.detail, 'answer', nullif(n.answer, 'reopened')
            ) ORDER BY f.rule, f.finding_id)
        FROM register.finding AS f
        LEFT JOIN LATERAL (
            SELECT a.answer
            FROM register.finding_answer AS a
            WHERE a.camera_row_id = f.camera_row_id AND a.rule = f.rule AND a.facts_digest = f.facts_digest
            ORDER BY a.answer_id DESC
            LIMIT 1
        ) AS n ON TRUE
        WHERE f.run_id = r.run_id AND f.camera_id = :camera AND f.rule NOT LIKE '%sensitive%'
    ), '[]') AS findings
FROM register.audit_run AS r
WHERE r.kind = 'cameras' AND (
        (r.parameters ->> 'area' IS NULL AND r.parameters ->> 'operator' IS NULL)
        OR EXISTS (SELECT 1 FROM register.finding AS o WHERE o.run_id = r.run_id AND o.camera_id = :camera)
    )
ORDER BY r.run_id DESC
LIMIT 1;
