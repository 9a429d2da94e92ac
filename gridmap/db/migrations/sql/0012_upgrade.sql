-- What a grid and its neighbours counted together stands beside what was expected of them together; q is what the class was decided by.
ALTER TABLE service.hotspot_grid ADD COLUMN counted integer, ADD COLUMN q double precision;
