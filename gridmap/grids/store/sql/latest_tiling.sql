-- The newest tiling audit, for the legend. No parameters. Returns one JSON text, or no row.
SELECT json_build_object('run', r.run_id, 'day', r.day, 'kind', r.parameters -> 'kind', 'headline', r.headline)::text
FROM grids.tiling_run AS r
WHERE r.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r);
