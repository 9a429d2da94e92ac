-- Cameras and the purpose areas of a day that name them. :day. Returns one row a camera and area; area_m2, away_m (from the camera), cameras (how many it names). Relies on uq_camera_camera_id.
WITH zone AS MATERIALIZED (
    SELECT
        p.purpose_area_id, p.purpose, p.approval, p.px_per_m, p.cameras AS named, p.geom::geography AS ground, cardinality(p.cameras) AS cameras,
        ST_Area(p.geom::geography) AS area_m2
    FROM register.purpose_area AS p
    WHERE p.valid_from <= :day AND (p.valid_to IS NULL OR p.valid_to > :day)
)
SELECT
    c.camera_row_id, z.purpose_area_id, z.purpose, z.approval, z.px_per_m, z.area_m2, z.cameras, ST_Distance(z.ground, c.geom::geography) AS away_m
FROM zone AS z
CROSS JOIN unnest(z.named) AS n (camera_id)
INNER JOIN register.camera AS c ON n.camera_id = c.camera_id
ORDER BY c.camera_row_id, z.purpose_area_id;
