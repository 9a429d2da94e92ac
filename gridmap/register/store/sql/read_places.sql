-- Sensitive places, for counting only: where, never which. No parameters. Returns place_row_id, geom (WKB, EPSG:4326).
SELECT s.place_row_id, ST_AsBinary(s.geom) AS geom
FROM register.sensitive_place AS s
ORDER BY s.place_row_id;
