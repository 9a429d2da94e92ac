-- Views follow their camera's area. No parameters. Relies on pk_camera.
UPDATE register.view AS v
SET area_id = c.area_id
FROM register.camera AS c
WHERE v.camera_row_id = c.camera_row_id AND v.area_id IS DISTINCT FROM c.area_id;
