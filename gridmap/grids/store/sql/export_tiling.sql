-- Findings of the newest tiling audit in a box as GeoJSON text, one a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_tiling_finding_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', f.finding_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(f.geom), 7)::json,
    'properties', json_build_object('check', f.check_name, 'codes', f.codes, 'area_m2', round(f.area_m2::numeric, 2), 'width_m', round(f.width_m::numeric, 3), 'run', f.run_id)
)::text
FROM grids.tiling_finding AS f
WHERE f.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND $5::date IS NOT NULL
    AND f.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r);
