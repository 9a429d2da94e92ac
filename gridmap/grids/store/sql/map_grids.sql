-- Layer grids of a written map, whole or inside an area. :area (code, or '' for the whole city), :day. Returns tile properties and geom (WKB, EPSG:4326).
SELECT s.code, s.name, s.kind, ST_AsBinary(s.geom) AS geom
FROM grids.grid AS s
WHERE s.valid_from <= :day AND (s.valid_to IS NULL OR s.valid_to > :day)
    AND (
        :area = ''
        OR EXISTS (
            SELECT 1 FROM grids.area AS o
            WHERE o.code = :area AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                AND o.geom && s.geom AND ST_Intersects(o.geom, ST_PointOnSurface(s.geom))
        )
    );
