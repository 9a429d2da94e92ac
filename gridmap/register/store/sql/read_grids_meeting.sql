-- Grids of a day that meet one of the boxes. :west, :south, :east, :north (arrays, degrees), :day. Returns grid_id, code, kind, tiles, geom (WKB, EPSG:4326). Relies on ix_grid_geom.
SELECT DISTINCT ON (g.grid_id) g.grid_id, g.code, g.kind, k.tiles, ST_AsBinary(g.geom) AS geom
FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
INNER JOIN grids.grid AS g ON g.geom && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326)
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
WHERE g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
ORDER BY g.grid_id;
