-- Grids of a day that take part in a tiling. :day. Returns grid_id, code, kind, households, geom (WKB, EPSG:4326).
SELECT g.grid_id, g.code, g.kind, g.households, ST_AsBinary(g.geom) AS geom
FROM grids.grid AS g
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
WHERE k.tiles AND g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
ORDER BY g.code;
