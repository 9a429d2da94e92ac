-- Cameras that stand outdoors on a day, in service or not: those out of service count for what they could film; planned, dummy and removed ones do not.
-- :day, :path (area path or ''). Returns optics columns, operator, purpose, housing_id, in_service (presumed where the status is unknown), listed (in that area), geom (WKB, EPSG:4326).
SELECT
    c.camera_row_id, c.camera_id, c.area_id, c.housing_id, c.operator, c.purpose, c.kind, c.mount, c.heading_deg, c.heading_spread_deg, c.pan_range_deg,
    c.hfov_deg, c.vfov_deg, c.tilt_deg, c.height_m, c.width_px, c.height_px, c.max_range_m, c.geometry_quality::text AS geometry_quality, c.optics,
    c.status IN ('in_service', 'unknown') OR coalesce(least(c.out_of_service_since, c.removed_on), '-infinity'::date) > :day AS in_service,
    :path = '' OR coalesce(starts_with(a.path, :path), false) AS listed,
    ST_AsBinary(c.geom) AS geom
FROM register.camera_now() AS c
LEFT JOIN grids.area AS a ON c.area_id = a.area_id
WHERE c.environment <> 'indoor' AND c.kind <> 'mobile'
    AND c.status IN ('in_service', 'unknown', 'out_of_service', 'removed')
    AND (c.in_service_since IS NULL OR c.in_service_since <= :day)
    AND (c.status <> 'removed' OR coalesce(c.removed_on, c.out_of_service_since, '-infinity'::date) > :day)
ORDER BY c.camera_row_id;
