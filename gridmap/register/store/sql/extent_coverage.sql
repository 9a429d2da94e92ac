-- Where coverage lie, as far as the scope reaches. Reads all of them.
-- Returns one row: west, south, east, north (degrees, WGS-84), since, until; nulls where there is nothing (until: open).
WITH found AS (
    SELECT ST_Extent(g.geom) AS box, NULL::timestamptz AS since, NULL::timestamptz AS until
    FROM grids.grid AS g
    INNER JOIN register.coverage_now AS a ON g.grid_id = a.grid_id
)
SELECT ST_XMin(f.box) AS west, ST_YMin(f.box) AS south, ST_XMax(f.box) AS east, ST_YMax(f.box) AS north, f.since, f.until
FROM found AS f;
