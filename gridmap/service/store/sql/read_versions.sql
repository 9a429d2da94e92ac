-- All versions of the grids that take part in a tiling, of one kind. :kind. Returns grid_id, code, valid_from, valid_to, geom (WKB, EPSG:4326).
SELECT g.grid_id, g.code, g.valid_from, g.valid_to, ST_AsBinary(g.geom) AS geom
FROM grids.grid AS g
WHERE g.kind = :kind
ORDER BY g.code, g.valid_from;
