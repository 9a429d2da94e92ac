-- The newest hotspot run, for the legend. No parameters. Returns one JSON text, or no row.
SELECT json_build_object(
    'run', r.run_id, 'from', r.from_at, 'to', r.to_at, 'category', r.category, 'method', r.method, 'headline', r.headline
)::text
FROM service.hotspot_run AS r
WHERE r.run_id = (SELECT max(r.run_id) FROM service.hotspot_run AS r);
