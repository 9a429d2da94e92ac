-- Street segments that an incident may be brought to. Returns segment_id, geom (WKB, EPSG:4326).
SELECT s.segment_id, ST_AsBinary(s.geom) AS geom
FROM grids.street AS s
ORDER BY s.segment_id;
