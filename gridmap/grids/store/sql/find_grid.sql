-- The grid that a point belongs to: of those that cover it the lowest code, on shared edges and corners too.
-- :lon, :lat (degrees, WGS-84), :day, :kind ('' for any that tiles). Returns grid_id, code, or no row. Relies on ix_grid_geom.
SELECT g.grid_id, g.code
FROM grids.grid AS g
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
WHERE g.geom && ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)
    AND ST_Covers(g.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
    AND g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
    AND (g.kind = :kind OR (:kind = '' AND k.tiles))
ORDER BY g.code COLLATE "C"
LIMIT 1;
