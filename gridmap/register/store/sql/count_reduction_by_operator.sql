-- What one reduction says of each operator's cameras, by name. :run. Returns operator (null where none is known), judged, removable, can_go, crops, lower, masks, mask_m2.
-- Relies on pk_reduction_camera.
SELECT
    c.operator, count(*)::integer AS judged,
    count(*) FILTER (WHERE r.is_removable)::integer AS removable,
    count(*) FILTER (WHERE NOT r.is_kept)::integer AS can_go,
    count(r.crop_hfov_deg)::integer AS crops, count(r.lower_width_px)::integer AS lower,
    count(*) FILTER (WHERE r.mask_m2 > 0)::integer AS masks, coalesce(sum(r.mask_m2), 0) AS mask_m2
FROM register.reduction_camera AS r
INNER JOIN register.camera AS c ON r.camera_row_id = c.camera_row_id
WHERE r.run_id = :run
GROUP BY c.operator
ORDER BY c.operator COLLATE "C";
