-- The newest hotspot run as GeoJSON text, one grid a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on pk_hotspot_grid and ix_grid_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', g.grid_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(g.geom), 7)::json,
    'properties', json_build_object('code', g.code, 'name', g.name, 'kind', g.kind, 'run', h.run_id, 'from', r.from_at, 'to', r.to_at, 'category', r.category, 'method', r.method, 'incidents', h.incidents, 'counted', h.counted, 'expected', round(h.expected::numeric, 4), 'z', round(h.z::numeric, 6), 'p', h.p, 'q', h.q, 'class', h.class)
)::text
FROM grids.grid AS g
INNER JOIN service.hotspot_grid AS h ON g.grid_id = h.grid_id
INNER JOIN service.hotspot_run AS r ON h.run_id = r.run_id
WHERE g.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND $5::date IS NOT NULL AND h.run_id = (SELECT max(r.run_id) FROM service.hotspot_run AS r);
