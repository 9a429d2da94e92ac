-- The coverage as it is now as GeoJSON text, one grid a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on pk_coverage_now and ix_grid_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', g.grid_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(g.geom), 7)::json,
    'properties', json_build_object('code', g.code, 'name', g.name, 'run', a.run_id, 'day', r.day, 'px_per_m', r.px_per_m, 'grid_m2', round(a.grid_m2::numeric, 1), 'public_m2', round(a.public_m2::numeric, 1), 'seen_m2', round(a.seen_m2::numeric, 1), 'share', round(a.share::numeric, 6), 'cameras', a.cameras, 'unknown_views', a.unknown_views, 'refreshed_at', a.refreshed_at)
)::text
FROM grids.grid AS g
INNER JOIN register.coverage_now AS a ON g.grid_id = a.grid_id
INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
WHERE g.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND $5::date IS NOT NULL;
