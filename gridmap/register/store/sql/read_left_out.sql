-- Cameras that do not count on a day, and why (the rest of read_cameras): indoor, mobile, not_yet, or the status. :day. Returns camera_row_id, area_id, status, optics, left_out.
SELECT c.camera_row_id, c.area_id, c.status, c.optics, w.left_out
FROM register.camera_now() AS c
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN c.environment = 'indoor' THEN 'indoor'
        WHEN c.kind = 'mobile' THEN 'mobile'
        WHEN c.status NOT IN ('in_service', 'unknown', 'out_of_service', 'removed') THEN c.status
        WHEN c.in_service_since > :day THEN 'not_yet'
        WHEN c.status IN ('out_of_service', 'removed') AND coalesce(least(c.out_of_service_since, c.removed_on), '-infinity'::date) <= :day THEN c.status
    END AS left_out
) AS w
WHERE w.left_out IS NOT NULL
ORDER BY c.camera_row_id;
