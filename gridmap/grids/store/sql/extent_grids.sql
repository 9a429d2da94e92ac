-- Where grids lie, and of which time they are, as far as the scope reaches. Reads all of them.
-- Returns one row: west, south, east, north (degrees, WGS-84), since, until; nulls where there is nothing (until: open).
WITH found AS (
    SELECT ST_Extent(s.geom) AS box, min(s.valid_from) AS since, NULL::date AS until
    FROM grids.grid AS s
)
SELECT ST_XMin(f.box) AS west, ST_YMin(f.box) AS south, ST_XMax(f.box) AS east, ST_YMax(f.box) AS north, f.since, f.until
FROM found AS f;
