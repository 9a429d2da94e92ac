-- Staged masks of the cameras that a batch wrote. :batch. Relies on uq_camera_camera_id.
INSERT INTO register.mask (camera_row_id, follows_ptz, checked_on, geom)
SELECT DISTINCT ON (c.camera_row_id) c.camera_row_id, s.follows_ptz, s.checked_on, s.geom
FROM stage_mask AS s
INNER JOIN register.camera AS c ON s.camera_id = c.camera_id
WHERE c.batch_id = :batch
ORDER BY c.camera_row_id, s.line;
