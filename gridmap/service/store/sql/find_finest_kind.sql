-- The tiling kind with the most grids today: the one that incidents belong to. No parameters. Returns kind, or no row.
SELECT g.kind
FROM grids.grid AS g
INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
WHERE k.tiles AND g.valid_to IS NULL
GROUP BY g.kind
ORDER BY count(*) DESC, g.kind
LIMIT 1;
