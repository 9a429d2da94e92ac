-- The newest audit of a kind that looked at exactly that area, and at all its cameras or at those of that operator.
-- :kind, :area (code or null: the whole city), :operator (or null). Returns run_id, day, made_at, code_version, parameters, headline, or no row.
SELECT r.run_id, r.day, r.made_at, r.code_version, r.parameters, r.headline
FROM register.audit_run AS r
WHERE r.kind = :kind AND r.assumption IS NULL
    AND r.parameters ->> 'area' IS NOT DISTINCT FROM CAST(:area AS text)
    AND (r.parameters ->> 'operator' IS NULL OR r.parameters ->> 'operator' = CAST(:operator AS text))
ORDER BY r.run_id DESC
LIMIT 1;
