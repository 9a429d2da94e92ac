-- How much single cameras show outside their purpose, and would after a change, in one reduction; without which cameras. :run, :operator (or null: all; today's operator).
-- Returns excess_share, crop_excess_share, lower_excess_share, mask_m2. Relies on pk_reduction_camera.
SELECT r.excess_share, r.crop_excess_share, r.lower_excess_share, r.mask_m2
FROM register.reduction_camera AS r
LEFT JOIN register.camera AS c ON r.camera_row_id = c.camera_row_id
WHERE r.run_id = :run AND (CAST(:operator AS text) IS NULL OR c.operator = CAST(:operator AS text))
ORDER BY r.camera_row_id;
