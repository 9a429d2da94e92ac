-- Figures of grids that are not valid on a day. :day. Relies on pk_grid.
DELETE FROM register.coverage_now AS n
USING grids.grid AS g
WHERE n.grid_id = g.grid_id AND (g.valid_from > :day OR g.valid_to <= :day);
