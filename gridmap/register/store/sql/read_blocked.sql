-- Ground that is no public space, by layer, many shapes a row. :heights (whether they are wanted). Returns layer (building, water, private), shapes (little-endian WKB of MultiPolygons in EPSG:4326, one after the other, in the order of their rows),
-- and of buildings, in the same order, heights (m as big-endian float8, NaN where unknown) and parts (polygons of each as big-endian int4), or null.
SELECT p.layer, p.shapes, p.heights, p.parts
FROM (
    SELECT
        'building' AS layer, b.building_row_id / 50000 AS part, string_agg(ST_AsBinary(b.geom, 'NDR'), ''::bytea ORDER BY b.building_row_id) AS shapes,
        string_agg(float8send(coalesce(b.height_m, 'NaN')::float8), ''::bytea ORDER BY b.building_row_id) FILTER (WHERE CAST(:heights AS boolean)) AS heights,
        string_agg(int4send(ST_NumGeometries(b.geom)), ''::bytea ORDER BY b.building_row_id) FILTER (WHERE CAST(:heights AS boolean)) AS parts
    FROM grids.building AS b
    GROUP BY b.building_row_id / 50000
    UNION ALL
    SELECT 'water', w.water_row_id / 50000, string_agg(ST_AsBinary(w.geom, 'NDR'), ''::bytea ORDER BY w.water_row_id), NULL, NULL
    FROM grids.water AS w
    GROUP BY w.water_row_id / 50000
    UNION ALL
    SELECT 'private', g.ground_row_id / 50000, string_agg(ST_AsBinary(g.geom, 'NDR'), ''::bytea ORDER BY g.ground_row_id), NULL, NULL
    FROM register.private_ground AS g
    GROUP BY g.ground_row_id / 50000
) AS p
ORDER BY p.layer, p.part;
