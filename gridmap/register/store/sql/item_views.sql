-- One view as a GeoJSON feature.
-- $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_view.
SELECT json_build_object(
    'type', 'Feature', 'id', v.view_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(v.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(v.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('camera_id', c.camera_id, 'px_per_m', v.px_per_m, 'reach', v.reach, 'ground', v.ground, 'range_m', round(v.range_m::numeric, 2), 'area_m2', round(v.area_m2::numeric, 1))
)::text
FROM register.view AS v
INNER JOIN register.camera AS c ON v.camera_row_id = c.camera_row_id
WHERE v.view_id = $1::bigint;
