-- Areas of staged grids that name one which stands today; link_grids finds those of the others. No parameters. Relies on uq_area_code_valid_from.
UPDATE stage_grid AS s
SET area_id = a.area_id
FROM grids.area AS a
WHERE a.code = s.area AND a.valid_to IS NULL;
