-- Heights of buildings within some boxes, in the order of read_blocked_meeting. :west, :south, :east, :north (arrays, degrees). Returns height_m (NaN where unknown) and how many polygons it has. Relies on ix_building_geom.
SELECT coalesce(near.height_m, 'NaN'), ST_NumGeometries(near.geom)
FROM (
    SELECT DISTINCT ON (s.building_row_id) s.building_row_id, s.height_m, s.geom
    FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
    INNER JOIN grids.building AS s ON s.geom && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326)
) AS near
ORDER BY near.building_row_id;
