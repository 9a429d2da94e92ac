-- As revision 0001 had them.
ALTER TABLE grids.area DROP CONSTRAINT ex_area_validity;
ALTER TABLE grids.area ADD CONSTRAINT ex_area_validity EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE grids.grid DROP CONSTRAINT ex_grid_validity;
ALTER TABLE grids.grid ADD CONSTRAINT ex_grid_validity EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&);
