-- Grids of a day, below an area where one is named. :day, :path (area path or ''). Returns grid_id, code, kind, tiles, area_path, geom (WKB, EPSG:4326). Relies on ix_grid_area_id.
SELECT g.grid_id, g.code, g.kind, k.tiles, a.path AS area_path, ST_AsBinary(g.geom) AS geom
FROM grids.grid AS g
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
LEFT JOIN grids.area AS a ON g.area_id = a.area_id
WHERE g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
    AND (:path = '' OR starts_with(a.path, :path))
ORDER BY g.code;
