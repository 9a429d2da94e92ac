-- Views at one density that meet one of the boxes. :west, :south, :east, :north (arrays, degrees), :px (pixels per metre), :ground. Returns camera_row_id, geom (WKB, EPSG:4326). Relies on ix_view_geom.
SELECT DISTINCT ON (v.camera_row_id) v.camera_row_id, ST_AsBinary(v.geom) AS geom
FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
INNER JOIN register.view AS v ON v.geom && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326)
WHERE v.px_per_m = :px AND v.ground = :ground AND v.reach = 'instantaneous'
ORDER BY v.camera_row_id;
