-- The newest reduction of exactly that area. :area (code or null: the whole city). Returns run_id, day, made_at, code_version, parameters, headline, or no row.
SELECT r.run_id, r.day, r.made_at, r.code_version, r.parameters, r.headline
FROM register.reduction_run AS r
WHERE r.parameters ->> 'area' IS NOT DISTINCT FROM CAST(:area AS text)
ORDER BY r.run_id DESC
LIMIT 1;
