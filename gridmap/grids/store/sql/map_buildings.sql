-- Layer buildings of a written map, whole or inside an area. :area (code, or '' for the whole city), :day. Returns tile properties and geom (WKB, EPSG:4326).
SELECT s.height_m, s.use, ST_AsBinary(s.geom) AS geom
FROM grids.building AS s
WHERE CAST(:day AS date) IS NOT NULL
    AND (
        :area = ''
        OR EXISTS (
            SELECT 1 FROM grids.area AS o
            WHERE o.code = :area AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                AND o.geom && s.geom AND ST_Intersects(o.geom, s.geom)
        )
    );
