-- Ground that is no public space, by layer, many shapes a row. Returns layer (building, water, private), shapes (little-endian WKB of MultiPolygons in EPSG:4326, one after the other, in the order of their rows).
SELECT p.layer, p.shapes
FROM (
    SELECT 'building' AS layer, b.building_row_id / 50000 AS part, string_agg(ST_AsBinary(b.geom, 'NDR'), ''::bytea ORDER BY b.building_row_id) AS shapes
    FROM grids.building AS b
    GROUP BY b.building_row_id / 50000
    UNION ALL
    SELECT 'water', w.water_row_id / 50000, string_agg(ST_AsBinary(w.geom, 'NDR'), ''::bytea ORDER BY w.water_row_id)
    FROM grids.water AS w
    GROUP BY w.water_row_id / 50000
    UNION ALL
    SELECT 'private', g.ground_row_id / 50000, string_agg(ST_AsBinary(g.geom, 'NDR'), ''::bytea ORDER BY g.ground_row_id)
    FROM register.private_ground AS g
    GROUP BY g.ground_row_id / 50000
) AS p
ORDER BY p.layer, p.part;
