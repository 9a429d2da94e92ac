-- All features of buildings in a box as GeoJSON text, one a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_building_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', s.building_row_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(s.geom), 7)::json,
    'properties', json_build_object('building_id', s.building_id, 'height_m', s.height_m, 'use', s.use)
)::text
FROM grids.building AS s
WHERE s.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
    AND $5::date IS NOT NULL;
