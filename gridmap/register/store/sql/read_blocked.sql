-- Ground that is no public space, by layer. Returns layer (building, water, private), geom (WKB, EPSG:4326).
SELECT 'building' AS layer, ST_AsBinary(b.geom) AS geom FROM grids.building AS b
UNION ALL
SELECT 'water', ST_AsBinary(w.geom) FROM grids.water AS w
UNION ALL
SELECT 'private', ST_AsBinary(p.geom) FROM register.private_ground AS p;
