-- Ground that is no public space within some boxes. :west, :south, :east, :north (arrays, degrees). Returns layer (building, water, private), shapes (as read_blocked), and of buildings heights and parts (as read_blocked). Relies on ix_building_geom, ix_water_geom, ix_private_ground_geom.
WITH boxes AS MATERIALIZED (
    SELECT ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326) AS box
    FROM unnest(CAST(:west AS float8[]), CAST(:south AS float8[]), CAST(:east AS float8[]), CAST(:north AS float8[])) AS b (west, south, east, north)
)
SELECT
    'building' AS layer, string_agg(ST_AsBinary(near.geom, 'NDR'), ''::bytea ORDER BY near.building_row_id) AS shapes,
    string_agg(float8send(coalesce(near.height_m, 'NaN')::float8), ''::bytea ORDER BY near.building_row_id) AS heights,
    string_agg(int4send(ST_NumGeometries(near.geom)), ''::bytea ORDER BY near.building_row_id) AS parts
FROM (SELECT DISTINCT ON (s.building_row_id) s.building_row_id, s.height_m, s.geom FROM boxes AS b INNER JOIN grids.building AS s ON s.geom && b.box) AS near
UNION ALL
SELECT 'water', string_agg(ST_AsBinary(near.geom, 'NDR'), ''::bytea ORDER BY near.water_row_id), NULL, NULL
FROM (SELECT DISTINCT ON (s.water_row_id) s.water_row_id, s.geom FROM boxes AS b INNER JOIN grids.water AS s ON s.geom && b.box) AS near
UNION ALL
SELECT 'private', string_agg(ST_AsBinary(near.geom, 'NDR'), ''::bytea ORDER BY near.ground_row_id), NULL, NULL
FROM (SELECT DISTINCT ON (s.ground_row_id) s.ground_row_id, s.geom FROM boxes AS b INNER JOIN register.private_ground AS s ON s.geom && b.box) AS near;
