-- Areas of a day without a parent. :day. Returns code, geom (WKB, EPSG:4326).
SELECT a.code, ST_AsBinary(a.geom) AS geom
FROM grids.area AS a
WHERE a.parent_id IS NULL AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
ORDER BY a.code;
