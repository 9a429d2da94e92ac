-- Optics of the cameras that one coverage run counted, as the register has them now. :run, :operator (or null: all). Returns the optical fields, geometry_quality as text. Relies on pk_audit_camera.
SELECT
    c.kind, c.heading_deg, c.pan_range_deg, c.hfov_deg, c.vfov_deg, c.tilt_deg, c.height_m, c.width_px, c.height_px, c.max_range_m,
    c.geometry_quality::text AS geometry_quality
FROM register.audit_camera AS a
INNER JOIN register.camera AS c ON a.camera_row_id = c.camera_row_id
WHERE a.run_id = :run AND a.left_out IS NULL AND (CAST(:operator AS text) IS NULL OR c.operator = CAST(:operator AS text))
ORDER BY a.camera_row_id;
