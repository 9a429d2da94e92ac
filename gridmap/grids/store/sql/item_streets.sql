-- One feature of streets as GeoJSON text; ST_ForcePolygonCCW would turn the line round, and with it left and right.
-- $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_street.
SELECT json_build_object(
    'type', 'Feature', 'id', s.street_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(s.geom, $2::integer)) ELSE ST_Transform(s.geom, $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('segment_id', s.segment_id, 'name', s.name, 'class', s.class, 'number_from_left', s.number_from_left, 'number_to_left', s.number_to_left, 'number_from_right', s.number_from_right, 'number_to_right', s.number_to_right)
)::text
FROM grids.street AS s
WHERE s.street_id = $1::bigint;
