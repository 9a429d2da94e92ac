-- A page of the cameras of one reduction run, without their masks. $1 run, $2 after this camera_row_id, $3 how many at most.
-- Returns a row a camera with its figures, by camera_row_id (for the next page only). Relies on pk_reduction_camera.
SELECT
    r.camera_row_id, c.camera_id, c.operator, c.purpose, r.is_kept AS in_smallest_set, r.is_removable AS removable_alone, r.not_together_with,
    r.purpose_areas, r.excess_share, r.crop_heading_deg, r.crop_hfov_deg, r.crop_width_px, r.crop_excess_share, r.lower_width_px,
    r.lower_excess_share, r.mask_m2
FROM register.reduction_camera AS r
INNER JOIN register.camera AS c ON r.camera_row_id = c.camera_row_id
WHERE r.run_id = $1::bigint AND r.camera_row_id > $2::bigint
ORDER BY r.camera_row_id
LIMIT $3::integer;
