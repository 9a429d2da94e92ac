-- The figures of a run as those of now. :run. Relies on pk_audit_grid.
INSERT INTO register.coverage_now (grid_id, run_id, grid_m2, public_m2, seen_m2, share, cameras, unknown_views)
SELECT a.grid_id, a.run_id, a.grid_m2, a.public_m2, a.seen_m2, a.share, a.cameras, a.unknown_views
FROM register.audit_grid AS a
WHERE a.run_id = :run;
