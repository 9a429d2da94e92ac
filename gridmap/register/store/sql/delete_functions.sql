-- Functions of the cameras that a batch wrote. :batch. Relies on pk_camera_function.
DELETE FROM register.camera_function AS f
USING register.camera AS c
WHERE f.camera_row_id = c.camera_row_id AND c.batch_id = :batch;
