-- Street segments with a name. Returns segment_id, name, geom (WKB, EPSG:4326).
SELECT s.segment_id, s.name, ST_AsBinary(s.geom) AS geom
FROM grids.street AS s
WHERE s.name IS NOT NULL
ORDER BY s.segment_id;
