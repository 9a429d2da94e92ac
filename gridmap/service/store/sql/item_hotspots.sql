-- The newest hotspot run as GeoJSON text, one grid a row.
-- $1 grid id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_hotspot_grid and ix_grid_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', g.grid_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(g.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(g.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('code', g.code, 'name', g.name, 'kind', g.kind, 'run', h.run_id, 'from', r.from_at, 'to', r.to_at, 'category', r.category, 'method', r.method, 'incidents', h.incidents, 'counted', h.counted, 'expected', round(h.expected::numeric, 4), 'z', round(h.z::numeric, 6), 'p', h.p, 'q', h.q, 'class', h.class)
)::text
FROM grids.grid AS g
INNER JOIN service.hotspot_grid AS h ON g.grid_id = h.grid_id
INNER JOIN service.hotspot_run AS r ON h.run_id = r.run_id
WHERE g.grid_id = $1::bigint AND h.run_id = (SELECT max(r.run_id) FROM service.hotspot_run AS r);
