-- One feature of areas as GeoJSON text.
-- $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_area.
SELECT json_build_object(
    'type', 'Feature', 'id', s.area_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(s.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(s.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('code', s.code, 'code_scheme', s.code_scheme, 'name', s.name, 'level', s.level, 'parent', s.parent, 'households', s.households, 'valid_from', s.valid_from, 'valid_to', s.valid_to)
)::text
FROM grids.area AS s
WHERE s.area_id = $1::bigint;
