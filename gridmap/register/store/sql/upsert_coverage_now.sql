-- The figures of one grid as they are now. :grid, :run, :grid_m2, :public_m2, :seen_m2, :share, :cameras, :unknown_views. Relies on pk_coverage_now.
INSERT INTO register.coverage_now (grid_id, run_id, grid_m2, public_m2, seen_m2, share, cameras, unknown_views)
VALUES (:grid, :run, :grid_m2, :public_m2, :seen_m2, :share, :cameras, :unknown_views)
ON CONFLICT ON CONSTRAINT pk_coverage_now DO UPDATE SET
run_id = excluded.run_id, grid_m2 = excluded.grid_m2, public_m2 = excluded.public_m2, seen_m2 = excluded.seen_m2,
share = excluded.share, cameras = excluded.cameras, unknown_views = excluded.unknown_views, refreshed_at = now();
