-- Purpose areas that are valid on a day. :day. Returns id, purpose, density, approval, ids of cameras, geom (WKB, EPSG:4326).
SELECT p.purpose_area_row_id, p.purpose_area_id, p.purpose, p.px_per_m, p.approval, p.cameras, ST_AsBinary(p.geom) AS geom
FROM register.purpose_area AS p
WHERE p.valid_from <= :day AND (p.valid_to IS NULL OR p.valid_to > :day)
ORDER BY p.purpose_area_row_id;
