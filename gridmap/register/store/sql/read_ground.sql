-- The ground of one coverage run by part. :run. Returns grid_id, px_per_m, parts, seen_m2 (m² of each part). Relies on pk_audit_ground.
SELECT a.grid_id, a.px_per_m, a.parts, a.seen_m2
FROM register.audit_ground AS a
WHERE a.run_id = :run
ORDER BY a.grid_id, a.px_per_m;
