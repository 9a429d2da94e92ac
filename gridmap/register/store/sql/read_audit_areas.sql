-- Areas of a day. :day. Returns path, code, lon, lat of the centroid, geom (WKB, EPSG:4326) of those without a parent, else null.
SELECT
    a.path, a.code, ST_X(ST_Centroid(a.geom)) AS lon, ST_Y(ST_Centroid(a.geom)) AS lat,
    CASE WHEN a.parent_id IS NULL THEN ST_AsBinary(a.geom) END AS geom
FROM grids.area AS a
WHERE a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
ORDER BY a.path;
