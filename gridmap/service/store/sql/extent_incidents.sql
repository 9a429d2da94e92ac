-- Where incidents lie, and of which time they are, as far as the scope reaches. Reads all of them.
-- Returns one row: west, south, east, north (degrees, WGS-84), since, until; nulls where there is nothing (until: open).
WITH found AS (
    SELECT ST_Extent(i.geom) AS box, min(i.reported_at) AS since, max(i.reported_at) AS until
    FROM service.incident AS i
)
SELECT ST_XMin(f.box) AS west, ST_YMin(f.box) AS south, ST_XMax(f.box) AS east, ST_YMax(f.box) AS north, f.since, f.until
FROM found AS f;
