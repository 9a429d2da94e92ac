-- Areas of staged grids: the one their row names, else the smallest that holds an inner point; areas that stand today. No parameters.
-- Relies on uq_area_code_valid_from and ix_area_geom. link_grids says the same of grids that are in their table.
UPDATE stage_grid AS s
SET area_id = CASE
    WHEN s.area IS NOT NULL THEN (
        SELECT n.area_id FROM grids.area AS n
        WHERE n.code = s.area AND n.valid_to IS NULL
    )
    ELSE (
        SELECT a.area_id
        FROM grids.area AS a
        WHERE a.valid_to IS NULL AND ST_Covers(a.geom, ST_PointOnSurface(s.geom))
        ORDER BY ST_Area(a.geom), a.code
        LIMIT 1
    )
END;
