-- Densities of which views of the whole city are stored. No parameters. Returns px_per_m.
SELECT DISTINCT r.px_per_m
FROM register.audit_run AS r
WHERE r.kind = 'coverage' AND r.assumption IS NULL AND r.parameters ->> 'area' IS NULL AND r.px_per_m IS NOT NULL
ORDER BY r.px_per_m;
