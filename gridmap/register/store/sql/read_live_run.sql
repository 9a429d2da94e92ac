-- The run that changes amend: the one whose figures those of now are. No parameters. Returns run_id, px_per_m, parameters, headline, or no row.
SELECT r.run_id, r.px_per_m, r.parameters, r.headline
FROM register.audit_run AS r
WHERE r.run_id = register.live_run();
