-- The box of today's areas, else of today's grids. $1 day. Returns west, south, east, north in degrees, or nulls.
SELECT ST_XMin(e.box) AS west, ST_YMin(e.box) AS south, ST_XMax(e.box) AS east, ST_YMax(e.box) AS north
FROM (
    SELECT coalesce(
        (SELECT ST_Extent(g.geom) FROM grids.grid AS g WHERE g.valid_from <= $1::date AND (g.valid_to IS NULL OR g.valid_to > $1::date)),
        (SELECT ST_Extent(a.geom) FROM grids.area AS a WHERE a.valid_from <= $1::date AND (a.valid_to IS NULL OR a.valid_to > $1::date))
    ) AS box
) AS e;
