-- Declared masks. No parameters. Returns mask_id, camera_row_id, follows_ptz, geom (WKB, EPSG:4326).
SELECT m.mask_id, m.camera_row_id, m.follows_ptz, ST_AsBinary(m.geom) AS geom
FROM register.mask AS m
ORDER BY m.mask_id;
