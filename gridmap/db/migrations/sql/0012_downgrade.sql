ALTER TABLE service.hotspot_grid DROP COLUMN counted, DROP COLUMN q;
