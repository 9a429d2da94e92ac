DELETE FROM grids.grid_kind WHERE kind IN ('comprehensive', 'micro')
AND NOT EXISTS (SELECT FROM grids.grid WHERE grid.kind = grid_kind.kind);
