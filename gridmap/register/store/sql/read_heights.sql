-- Heights of buildings in the order of read_blocked. No parameters. Returns height_m (NaN where unknown) and how many polygons it has.
SELECT coalesce(b.height_m, 'NaN'), ST_NumGeometries(b.geom)
FROM grids.building AS b
ORDER BY b.building_row_id;
