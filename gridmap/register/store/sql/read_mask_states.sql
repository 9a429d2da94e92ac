-- Declared masks. No parameters. Returns camera_row_id, is_empty (it covers nothing).
SELECT m.camera_row_id, ST_IsEmpty(m.geom) AS is_empty
FROM register.mask AS m
ORDER BY m.mask_id;
