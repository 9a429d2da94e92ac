-- The coverage as it is now as GeoJSON text, one grid a row.
-- $1 grid id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_coverage_now and ix_grid_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', g.grid_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(g.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(g.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('code', g.code, 'name', g.name, 'run', a.run_id, 'day', r.day, 'px_per_m', r.px_per_m, 'grid_m2', round(a.grid_m2::numeric, 1), 'public_m2', round(a.public_m2::numeric, 1), 'seen_m2', round(a.seen_m2::numeric, 1), 'share', round(a.share::numeric, 6), 'cameras', a.cameras, 'unknown_views', a.unknown_views, 'refreshed_at', a.refreshed_at)
)::text
FROM grids.grid AS g
INNER JOIN register.coverage_now AS a ON g.grid_id = a.grid_id
INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
WHERE g.grid_id = $1::bigint;
