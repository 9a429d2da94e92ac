-- Areas of today's grids: the one their row names, else the smallest that holds an inner point. No parameters. Only rows that change are joined again.
-- Relies on uq_area_code_valid_from and ix_area_geom, and on pk_grid.
WITH found AS MATERIALIZED (
    SELECT
        c.grid_id, c.area_id AS stood,
        CASE WHEN c.area IS NOT NULL THEN named.area_id ELSE around.area_id END AS area_id
    FROM grids.grid AS c
    LEFT JOIN grids.area AS named ON named.code = c.area AND named.valid_to IS NULL
    LEFT JOIN LATERAL (
        SELECT a.area_id
        FROM grids.area AS a
        WHERE c.area IS NULL AND a.valid_to IS NULL AND ST_Covers(a.geom, ST_PointOnSurface(c.geom))
        ORDER BY ST_Area(a.geom), a.code
        LIMIT 1
    ) AS around ON TRUE
    WHERE c.valid_to IS NULL
),
changed AS MATERIALIZED (
    SELECT f.grid_id, f.area_id
    FROM found AS f
    WHERE f.stood IS DISTINCT FROM f.area_id
)
UPDATE grids.grid AS g
SET area_id = c.area_id
FROM changed AS c
WHERE g.grid_id = c.grid_id;
