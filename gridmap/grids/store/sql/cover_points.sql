-- Whether each position lies in a grid that tiles, or else in an area, of that day.
-- :lon, :lat (degrees, WGS-84; arrays of one length, no NaN), :day. Returns in_grid, in_area, in the order of the positions.
-- Relies on ix_grid_geom and ix_area_geom.
SELECT
    EXISTS (
        SELECT FROM grids.grid AS g
        INNER JOIN grids.grid_kind AS k ON g.kind = k.kind
        WHERE g.geom && p.geom AND ST_Covers(g.geom, p.geom)
            AND k.tiles AND g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to > :day)
    ) AS in_grid,
    EXISTS (
        SELECT FROM grids.area AS a
        WHERE a.geom && p.geom AND ST_Covers(a.geom, p.geom)
            AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
    ) AS in_area
FROM (
    SELECT t.n, ST_SetSRID(ST_MakePoint(t.lon, t.lat), 4326) AS geom
    FROM unnest(CAST(:lon AS double precision[]), CAST(:lat AS double precision[])) WITH ORDINALITY AS t (lon, lat, n)
) AS p
ORDER BY p.n;
