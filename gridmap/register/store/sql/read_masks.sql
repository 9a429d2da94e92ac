-- Declared masks, of some cameras or of all. :rows (camera_row_ids or null). Returns mask_id, camera_row_id, follows_ptz, geom (WKB, EPSG:4326). Relies on ix_mask_camera_row_id.
SELECT m.mask_id, m.camera_row_id, m.follows_ptz, ST_AsBinary(m.geom) AS geom
FROM register.mask AS m
WHERE CAST(:rows AS bigint[]) IS NULL OR m.camera_row_id = ANY(CAST(:rows AS bigint[]))
ORDER BY m.mask_id;
