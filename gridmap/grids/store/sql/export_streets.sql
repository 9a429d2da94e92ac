-- All features of streets in a box as GeoJSON text, one a row; ST_ForcePolygonCCW would turn lines round, and with them left and right.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_street_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', s.street_id, 'geometry', ST_AsGeoJSON(s.geom, 7)::json,
    'properties', json_build_object('segment_id', s.segment_id, 'name', s.name, 'class', s.class, 'number_from_left', s.number_from_left, 'number_to_left', s.number_to_left, 'number_from_right', s.number_from_right, 'number_to_right', s.number_to_right)
)::text
FROM grids.street AS s
WHERE s.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
    AND $5::date IS NOT NULL;
