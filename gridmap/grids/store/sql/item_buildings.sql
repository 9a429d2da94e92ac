-- One feature of buildings as GeoJSON text.
-- $1 id, $2 day. Returns one text, or no row. Relies on pk_building.
SELECT json_build_object(
    'type', 'Feature', 'id', s.building_row_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(s.geom), 7)::json,
    'properties', json_build_object('building_id', s.building_id, 'height_m', s.height_m, 'use', s.use)
)::text
FROM grids.building AS s
WHERE s.building_row_id = $1::bigint AND $2::date IS NOT NULL;
