-- Cameras that stand in one of the boxes. :west, :south, :east, :north (arrays, degrees). Returns camera_row_id. Relies on ix_camera_geom.
SELECT DISTINCT c.camera_row_id
FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
INNER JOIN register.camera AS c ON c.geom && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326);
