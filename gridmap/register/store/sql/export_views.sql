-- All views in a box as GeoJSON text, one a row.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_view_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', v.view_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(v.geom), 7)::json,
    'properties', json_build_object('camera_id', c.camera_id, 'px_per_m', v.px_per_m, 'reach', v.reach, 'ground', v.ground, 'range_m', round(v.range_m::numeric, 2), 'area_m2', round(v.area_m2::numeric, 1))
)::text
FROM register.view AS v
INNER JOIN register.camera AS c ON v.camera_row_id = c.camera_row_id
WHERE v.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND $5::date IS NOT NULL;
