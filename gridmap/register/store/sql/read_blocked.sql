-- Ground that is no public space, by layer, many shapes a row. Returns layer (building, water, private), shapes (little-endian WKB of MultiPolygons in EPSG:4326, one after the other).
SELECT 'building' AS layer, string_agg(ST_AsBinary(b.geom, 'NDR'), ''::bytea) AS shapes
FROM grids.building AS b
GROUP BY b.building_row_id / 50000
UNION ALL
SELECT 'water', string_agg(ST_AsBinary(w.geom, 'NDR'), ''::bytea)
FROM grids.water AS w
GROUP BY w.water_row_id / 50000
UNION ALL
SELECT 'private', string_agg(ST_AsBinary(p.geom, 'NDR'), ''::bytea)
FROM register.private_ground AS p
GROUP BY p.ground_row_id / 50000;
