-- Cameras whose range reaches one of the boxes, and those of unknown range that may. :west, :south, :east, :north (arrays, degrees), :beside_m (how far a wall beside a camera moves its eye).
-- Returns camera_row_id. Relies on ix_camera_geom.
WITH reach AS (
    SELECT v.camera_row_id, max(v.range_m) AS range_m FROM register.view AS v GROUP BY v.camera_row_id
),
boxes AS (
    SELECT ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326) AS box
    FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
),
furthest AS (
    SELECT
        greatest(
            (SELECT max(r.range_m) FROM reach AS r),
            -- of a camera without a view, since a building hides it, nothing else is known
            (SELECT max(c.max_range_m) FROM register.camera AS c WHERE c.optics = 'documented'), 0
        ) + CAST(:beside_m AS float8) AS range_m
)
SELECT DISTINCT c.camera_row_id
FROM boxes AS b
CROSS JOIN furthest AS f
INNER JOIN register.camera AS c
    -- a degree of latitude is 111,195 m; one of longitude is shorter towards the poles
    ON c.geom && ST_Expand(b.box, f.range_m / (111195 * greatest(cos(radians(ST_YMax(b.box))), 0.01)), f.range_m / 111195)
LEFT JOIN reach AS r ON c.camera_row_id = r.camera_row_id
WHERE (r.range_m IS NOT NULL OR c.optics = 'documented')
    AND ST_DWithin(c.geom::geography, b.box::geography, coalesce(r.range_m + CAST(:beside_m AS float8), f.range_m));
