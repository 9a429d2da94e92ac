-- Every camera with what an audit of its record reads, curated values over reported ones. No parameters. Returns columns of register.camera, area_path (of its area, or null), in_water, lon, lat. Relies on pk_area, ix_water_geom.
SELECT
    c.camera_row_id, c.camera_id, c.housing_id, c.operator, c.operator_kind, c.processor, c.purpose, c.filing_no, c.filed_on, c.sign,
    c.sign_checked_on, c.retention_days, c.retention_reason, c.reviewed_on, c.review_due, c.dpia_ref, c.dpia_on, c.contact, c.place_kind,
    c.environment, c.kind, c.mount, c.heading_deg, c.pan_range_deg, c.hfov_deg, c.vfov_deg, c.tilt_deg, c.height_m, c.width_px, c.height_px,
    c.max_range_m, c.received, c.status, c.in_service_since, c.out_of_service_since, c.removed_on, c.verified_on, c.area_id,
    a.path AS area_path, ST_X(c.geom) AS lon, ST_Y(c.geom) AS lat,
    EXISTS (SELECT FROM grids.water AS w WHERE w.geom && c.geom AND ST_Covers(w.geom, c.geom)) AS in_water
FROM register.camera_now() AS c
LEFT JOIN grids.area AS a ON c.area_id = a.area_id
ORDER BY c.camera_row_id;
