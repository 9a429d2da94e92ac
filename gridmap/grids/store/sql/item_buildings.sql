-- One feature of buildings as GeoJSON text.
-- $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_building.
SELECT json_build_object(
    'type', 'Feature', 'id', s.building_row_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(s.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(s.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('building_id', s.building_id, 'height_m', s.height_m, 'use', s.use)
)::text
FROM grids.building AS s
WHERE s.building_row_id = $1::bigint;
