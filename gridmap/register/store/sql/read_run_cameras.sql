-- The cameras of one coverage run. :run. Returns camera_row_id, camera_id (none where it left the register) and what the run knew of each. Relies on pk_audit_camera.
SELECT
    a.camera_row_id, c.camera_id, a.optics, a.range_m, a.view_m2, a.left_out, a.status, a.housing_id, a.operator,
    array_to_string(a.parts, ',') AS parts, a.quality, a.lon, a.lat, a.heading_deg, a.hfov_deg, a.near_m, a.masked_m2
FROM register.audit_camera AS a
LEFT JOIN register.camera AS c ON a.camera_row_id = c.camera_row_id
WHERE a.run_id = :run
ORDER BY a.camera_row_id;
