-- One finding of a tiling audit as a GeoJSON feature. $1 id, $2 day. Returns one text, or no row. Relies on pk_tiling_finding.
SELECT json_build_object(
    'type', 'Feature', 'id', f.finding_id, 'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(f.geom), 7)::json,
    'properties', json_build_object('check', f.check_name, 'codes', f.codes, 'area_m2', round(f.area_m2::numeric, 2), 'width_m', round(f.width_m::numeric, 3), 'run', f.run_id)
)::text
FROM grids.tiling_finding AS f
WHERE f.finding_id = $1::bigint AND $2::date IS NOT NULL;
