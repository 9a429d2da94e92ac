-- Street segments. Returns segment_id, geom (WKB, EPSG:4326).
SELECT s.segment_id, ST_AsBinary(s.geom) AS geom
FROM grids.street AS s
ORDER BY s.street_id;
