-- Some cameras with what a scenario may change of them, as they are now. :ids (camera_ids). Returns camera_row_id, camera_id, operator, kind, status, optics, removed_on, heading_deg, hfov_deg, width_px, height_px, retention_days. Relies on uq_camera_camera_id.
SELECT
    c.camera_row_id, c.camera_id, c.operator, c.kind, c.status, c.optics, c.removed_on, c.heading_deg, c.hfov_deg, c.width_px, c.height_px,
    c.retention_days
FROM register.camera_now() AS c
WHERE c.camera_id = ANY(CAST(:ids AS text[]))
ORDER BY c.camera_id COLLATE "C";
