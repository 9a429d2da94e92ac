-- The cameras of one reduction run. :run. Returns ids and figures of each, geom (its mask: WKB, EPSG:4326, or null). Relies on pk_reduction_camera.
SELECT
    c.camera_id, c.operator, array_to_string(c.purpose, ';') AS purpose, r.run_id AS run, q.day, r.is_kept AS in_smallest_set,
    r.is_removable AS removable_alone, array_to_string(r.not_together_with, ';') AS not_together_with, r.purpose_areas, r.excess_share,
    r.crop_heading_deg, r.crop_hfov_deg, r.crop_width_px, r.crop_excess_share, r.lower_width_px, r.lower_excess_share, r.mask_m2,
    ST_AsBinary(ST_ForcePolygonCCW(r.geom)) AS geom
FROM register.reduction_camera AS r
INNER JOIN register.reduction_run AS q ON r.run_id = q.run_id
INNER JOIN register.camera AS c ON r.camera_row_id = c.camera_row_id
WHERE r.run_id = :run
ORDER BY c.camera_id COLLATE "C";
