-- The views of some cameras at one density. :rows (camera_row_ids), :px (pixels per metre), :ground. Returns camera_row_id, range_m, area_m2, geom (WKB, EPSG:4326). Relies on uq_view_camera_row_id.
SELECT v.camera_row_id, v.range_m, v.area_m2, ST_AsBinary(v.geom) AS geom
FROM register.view AS v
WHERE v.camera_row_id = ANY(CAST(:rows AS bigint[])) AND v.px_per_m = :px AND v.ground = :ground AND v.reach = 'instantaneous'
ORDER BY v.camera_row_id;
