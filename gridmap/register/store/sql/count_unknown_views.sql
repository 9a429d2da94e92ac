-- Cameras near a place for which no view is stored, by operator and purpose; planned, dummy and indoor ones never.
-- :lon, :lat, :lon_reach, :lat_reach (degrees, WGS-84), :radius_m, :day. Returns operator, purpose, in_service, cameras. Relies on ix_camera_geom and uq_view_camera_row_id_px_per_m_reach_ground.
WITH near AS (
    SELECT
        c.operator, c.purpose,
        c.status IN ('in_service', 'unknown') OR coalesce(least(c.out_of_service_since, c.removed_on), '-infinity'::date) > :day AS in_service
    FROM register.camera_now() AS c
    WHERE c.geom && ST_Expand(ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326), CAST(:lon_reach AS float8), CAST(:lat_reach AS float8))
        AND ST_DistanceSphere(c.geom, ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326)) <= CAST(:radius_m AS float8)
        AND c.environment <> 'indoor' AND c.status NOT IN ('planned', 'dummy')
        AND (c.in_service_since IS NULL OR c.in_service_since <= :day)
        AND (c.status <> 'removed' OR coalesce(c.removed_on, '-infinity'::date) > :day)
        AND NOT EXISTS (SELECT 1 FROM register.view AS v WHERE v.camera_row_id = c.camera_row_id)
)
SELECT n.operator, n.purpose, n.in_service, count(*) AS cameras
FROM near AS n
GROUP BY n.operator, n.purpose, n.in_service
ORDER BY count(*) DESC, n.operator COLLATE "C", n.purpose;
