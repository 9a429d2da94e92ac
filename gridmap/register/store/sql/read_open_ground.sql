-- Water and private ground, many shapes a row. Returns layer (water, private), shapes (little-endian WKB of MultiPolygons in EPSG:4326, one after the other).
SELECT 'water' AS layer, string_agg(ST_AsBinary(w.geom, 'NDR'), ''::bytea) AS shapes
FROM grids.water AS w
GROUP BY w.water_row_id / 50000
UNION ALL
SELECT 'private', string_agg(ST_AsBinary(p.geom, 'NDR'), ''::bytea)
FROM register.private_ground AS p
GROUP BY p.ground_row_id / 50000;
