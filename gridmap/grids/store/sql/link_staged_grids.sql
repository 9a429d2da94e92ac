-- Areas of staged grids: the one their row names, else the smallest that holds an inner point; areas that stand today. No parameters.
-- Relies on uq_area_code_valid_from and ix_area_geom. link_grids says the same of grids that are in their table.
UPDATE stage_grid AS s
SET area_id = f.area_id
FROM (
    SELECT
        c.line,
        CASE WHEN c.area IS NOT NULL THEN named.area_id ELSE around.area_id END AS area_id
    FROM stage_grid AS c
    LEFT JOIN grids.area AS named ON named.code = c.area AND named.valid_to IS NULL
    LEFT JOIN LATERAL (
        SELECT a.area_id
        FROM grids.area AS a
        WHERE c.area IS NULL AND a.valid_to IS NULL AND ST_Covers(a.geom, ST_PointOnSurface(c.geom))
        ORDER BY ST_Area(a.geom), a.code
        LIMIT 1
    ) AS around ON TRUE
) AS f
WHERE s.line = f.line;
