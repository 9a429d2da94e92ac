-- One finding of a tiling audit as a GeoJSON feature. $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_tiling_finding.
SELECT json_build_object(
    'type', 'Feature', 'id', f.finding_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(f.geom), $2::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(f.geom), $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('check', f.check_name, 'codes', f.codes, 'area_m2', round(f.area_m2::numeric, 2), 'width_m', round(f.width_m::numeric, 3), 'run', f.run_id)
)::text
FROM grids.tiling_finding AS f
WHERE f.finding_id = $1::bigint;
