-- Where findings of the newest tiling audit lie, as far as the scope reaches. Reads all of them.
-- Returns one row: west, south, east, north (degrees, WGS-84), since, until; nulls where there is nothing (until: open).
WITH found AS (
    SELECT ST_Extent(f.geom) AS box, NULL::timestamptz AS since, NULL::timestamptz AS until
    FROM grids.tiling_finding AS f
    WHERE f.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r)
)
SELECT ST_XMin(f.box) AS west, ST_YMin(f.box) AS south, ST_XMax(f.box) AS east, ST_YMax(f.box) AS north, f.since, f.until
FROM found AS f;
