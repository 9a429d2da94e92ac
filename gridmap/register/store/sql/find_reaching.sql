-- Cameras whose range reaches one of the boxes. :west, :south, :east, :north (arrays, degrees). Returns camera_row_id. Relies on ix_camera_geom.
WITH reach AS (
    SELECT v.camera_row_id, max(v.range_m) AS range_m FROM register.view AS v GROUP BY v.camera_row_id
),
boxes AS (
    SELECT ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326) AS box
    FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
),
furthest AS (
    SELECT coalesce(max(r.range_m), 0) AS range_m FROM reach AS r
)
SELECT DISTINCT c.camera_row_id
FROM boxes AS b
CROSS JOIN furthest AS f
INNER JOIN register.camera AS c
    -- a degree of latitude is 111,195 m; one of longitude is shorter towards the poles
    ON c.geom && ST_Expand(b.box, f.range_m / (111195 * greatest(cos(radians(ST_YMax(b.box))), 0.01)), f.range_m / 111195)
INNER JOIN reach AS r ON c.camera_row_id = r.camera_row_id
WHERE ST_DWithin(c.geom::geography, b.box::geography, r.range_m + 1);
