-- A page of the findings of one run with the answers that stand now. $1 run, $2 camera id or null, $3 operator or null, $4 after this finding_id, $5 how many at most,
-- $6 whether those about sensitive places are told. Returns a row a finding, by finding_id; detail as JSON text. Relies on ix_finding_run_id_camera_id, ix_finding_run_id_operator.
SELECT
    f.finding_id, f.camera_id, f.operator, f.rule, f.severity, f.clause, f.detail::text AS detail,
    nullif(n.answer, 'reopened') AS answer, CASE WHEN n.answer <> 'reopened' THEN n.reason END AS answer_reason
FROM register.finding AS f
LEFT JOIN LATERAL (
    SELECT a.answer, a.reason
    FROM register.finding_answer AS a
    WHERE a.camera_row_id = f.camera_row_id AND a.rule = f.rule AND a.facts_digest = f.facts_digest
    ORDER BY a.answer_id DESC
    LIMIT 1
) AS n ON TRUE
WHERE f.run_id = $1::bigint AND ($2::text IS NULL OR f.camera_id = $2::text) AND ($3::text IS NULL OR f.operator = $3::text)
    AND f.finding_id > $4::bigint AND ($6::boolean OR f.rule NOT LIKE '%sensitive%')
ORDER BY f.finding_id
LIMIT $5::integer;
