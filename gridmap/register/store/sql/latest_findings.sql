-- The newest audit of all cameras. $1 run or null: that one instead, when it is such an audit. Returns run_id, day, or no row.
SELECT r.run_id, r.day
FROM register.audit_run AS r
WHERE r.kind = 'cameras' AND r.parameters ->> 'area' IS NULL AND r.parameters ->> 'operator' IS NULL
    AND ($1::bigint IS NULL OR r.run_id = $1::bigint)
ORDER BY r.run_id DESC
LIMIT 1;
