-- The findings of one run as it stored them, by operator, camera and rule. :run. Returns a row each with geom (WKB, EPSG:4326) of the camera where it stands today, or null. Relies on ix_finding_run_id_operator.
SELECT
    f.finding_id, f.camera_id, f.operator, f.rule, f.severity, f.clause, f.detail, f.answer, f.answer_reason, r.run_id AS run, r.day,
    ST_AsBinary(c.geom) AS geom
FROM register.finding AS f
INNER JOIN register.audit_run AS r ON f.run_id = r.run_id
LEFT JOIN register.camera AS c ON f.camera_row_id = c.camera_row_id
WHERE f.run_id = :run
ORDER BY f.operator, f.camera_id, f.rule, f.finding_id;
