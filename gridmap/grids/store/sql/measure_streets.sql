-- Metres from each position to the nearest street. :lon, :lat (degrees, WGS-84; arrays of one length, no NaN).
-- Returns metres (null without streets), in the order of the positions. Relies on ix_street_geom (nearest neighbour; nearest in degrees).
SELECT near.metres
FROM (
    SELECT t.n, ST_SetSRID(ST_MakePoint(t.lon, t.lat), 4326) AS geom
    FROM unnest(CAST(:lon AS double precision[]), CAST(:lat AS double precision[])) WITH ORDINALITY AS t (lon, lat, n)
) AS p
LEFT JOIN LATERAL (
    SELECT ST_Distance(s.geom::geography, p.geom::geography) AS metres
    FROM grids.street AS s
    ORDER BY s.geom <-> p.geom
    LIMIT 1
) AS near ON TRUE
ORDER BY p.n;
