-- What the page calls the city and where it lies. $1 day.
-- Returns title (name of the one area without a parent, else null), fictional (some area is of the scheme `fictional`), and the box of
-- grids, else of areas: west, south, east, north in degrees, or nulls.
WITH today_areas AS (
    SELECT a.name, a.parent_id, a.code_scheme, a.geom
    FROM grids.area AS a
    WHERE a.valid_from <= $1::date AND (a.valid_to IS NULL OR a.valid_to > $1::date)
),
box AS (
    SELECT coalesce(
        (SELECT ST_Extent(g.geom) FROM grids.grid AS g WHERE g.valid_from <= $1::date AND (g.valid_to IS NULL OR g.valid_to > $1::date)),
        (SELECT ST_Extent(a.geom) FROM today_areas AS a)
    ) AS shape
)
SELECT
    (SELECT min(a.name) FROM today_areas AS a WHERE a.parent_id IS NULL HAVING count(*) = 1) AS title,
    EXISTS (SELECT 1 FROM today_areas AS a WHERE a.code_scheme = 'fictional') AS fictional,
    ST_XMin(b.shape) AS west, ST_YMin(b.shape) AS south, ST_XMax(b.shape) AS east, ST_YMax(b.shape) AS north
FROM box AS b;
