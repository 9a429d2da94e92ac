-- The newest reduction of all cameras. $1 run or null: that one instead, when it is such a reduction. Returns run_id, day, made_at, parameters and headline (JSON text), or no row.
SELECT r.run_id, r.day, r.made_at, r.parameters::text AS parameters, r.headline::text AS headline
FROM register.reduction_run AS r
WHERE r.parameters ->> 'area' IS NULL AND ($1::bigint IS NULL OR r.run_id = $1::bigint)
ORDER BY r.run_id DESC
LIMIT 1;
