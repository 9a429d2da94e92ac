-- The newest whole audit of all cameras: by the rules that each camera brings with it, views and all. $1 run or null: that one instead, when it is such an audit.
-- Returns run_id, day, or no row. A run of before the views were audited has no records_only and counts.
SELECT r.run_id, r.day
FROM register.audit_run AS r
WHERE r.kind = 'cameras' AND r.parameters ->> 'area' IS NULL AND r.parameters ->> 'operator' IS NULL
    AND r.parameters -> 'rules' = '[]'::jsonb AND (r.parameters -> 'records_only') IS DISTINCT FROM 'true'::jsonb
    AND ($1::bigint IS NULL OR r.run_id = $1::bigint)
ORDER BY r.run_id DESC
LIMIT 1;
