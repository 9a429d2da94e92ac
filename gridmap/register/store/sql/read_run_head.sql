-- What a coverage run was. :run. Returns run_id, day, made_at, px_per_m, assumption, code_version, parameters, headline. Relies on pk_audit_run.
SELECT r.run_id, r.day, r.made_at, r.px_per_m, r.assumption, r.code_version, r.parameters, r.headline
FROM register.audit_run AS r
WHERE r.run_id = :run AND r.kind = 'coverage';
