-- All features of areas in a box as GeoJSON text, one a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_area_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', s.area_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(s.geom), 7)::json,
    'properties', json_build_object('code', s.code, 'code_scheme', s.code_scheme, 'name', s.name, 'level', s.level, 'parent', s.parent, 'households', s.households, 'valid_from', s.valid_from, 'valid_to', s.valid_to)
)::text
FROM grids.area AS s
WHERE s.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
    AND s.valid_from <= $5::date AND (s.valid_to IS NULL OR s.valid_to > $5::date);
