-- A micro grid is a few dozen homes within a grid: it lies on top of the tiling, so that no incident and no figure belongs to it.
INSERT INTO grids.grid_kind (kind, tiles, name_en, name_zh) VALUES
    ('comprehensive', true, 'comprehensive grid', '综合网格'),
    ('micro', false, 'micro grid', '微网格')
ON CONFLICT ON CONSTRAINT pk_grid_kind DO NOTHING;
