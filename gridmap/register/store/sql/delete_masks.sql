-- Masks of the cameras that a batch wrote, but for those that we set. :batch. Relies on ix_mask_camera_row_id.
DELETE FROM register.mask AS m
USING register.camera AS c
WHERE m.camera_row_id = c.camera_row_id AND c.batch_id = :batch AND m.set_by IS NULL;
