-- Cameras that film outdoors and are in service on a day, those of unknown status among them: a listed camera is presumed to film. :day. Returns optics columns, whose it is and what for (purpose: words with commas between), and geom (WKB, EPSG:4326).
SELECT
    c.camera_row_id, c.camera_id, c.area_id, c.kind, c.heading_deg, c.pan_range_deg, c.hfov_deg, c.vfov_deg, c.tilt_deg, c.height_m,
    c.width_px, c.height_px, c.max_range_m, c.geometry_quality::text AS geometry_quality, c.optics,
    c.mount, c.status, c.housing_id, c.operator, array_to_string(c.purpose, ',') AS purpose, ST_AsBinary(c.geom) AS geom
FROM register.camera_now() AS c
WHERE c.environment <> 'indoor' AND c.kind <> 'mobile'
    AND c.status IN ('in_service', 'unknown', 'out_of_service', 'removed')
    AND (c.in_service_since IS NULL OR c.in_service_since <= :day)
    AND (c.status IN ('in_service', 'unknown') OR coalesce(least(c.out_of_service_since, c.removed_on), '-infinity'::date) > :day)
ORDER BY c.camera_row_id;
