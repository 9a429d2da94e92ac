-- Today's rows that name an area which does not stand: areas by their parent, grids by their area. Returns what, code, named.
SELECT 'area' AS what, a.code, a.parent AS named
FROM grids.area AS a
WHERE a.valid_to IS NULL AND a.parent IS NOT NULL AND a.parent_id IS NULL
UNION ALL
SELECT 'grid', g.code, g.area
FROM grids.grid AS g
WHERE g.valid_to IS NULL AND g.area IS NOT NULL AND g.area_id IS NULL
ORDER BY what, code;
