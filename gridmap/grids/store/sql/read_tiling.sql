-- Grids of a day, of one kind or of all that tile, with the code of the area that they follow. :day, :kind ('' for all).
-- Returns code, kind, area_id, area_code, geom (WKB, EPSG:4326).
SELECT g.code, g.kind, g.area_id, a.code AS area_code, ST_AsBinary(g.geom) AS geom
FROM grids.grid AS g
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
LEFT JOIN grids.area AS a ON g.area_id = a.area_id
WHERE g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
    AND (g.kind = :kind OR (:kind = '' AND k.tiles))
ORDER BY g.code;
