-- One feature of grids as GeoJSON text.
-- $1 id, $2 day. Returns one text, or no row. Relies on pk_grid.
SELECT json_build_object(
    'type', 'Feature', 'id', s.grid_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(s.geom), 7)::json,
    'properties', json_build_object('code', s.code, 'name', s.name, 'kind', s.kind, 'area', s.area, 'households', s.households, 'valid_from', s.valid_from, 'valid_to', s.valid_to)
)::text
FROM grids.grid AS s
WHERE s.grid_id = $1::bigint AND $2::date IS NOT NULL;
