-- Layer coverage of a written map, whole or inside an area. :area (code, or '' for the whole city), :day. Returns tile properties and geom (WKB, EPSG:4326).
SELECT s.code, h.share, h.cameras, h.unknown_views, ST_AsBinary(s.geom) AS geom
FROM grids.grid AS s INNER JOIN register.coverage_now AS h ON s.grid_id = h.grid_id
WHERE (
        :area = ''
        OR EXISTS (
            SELECT 1 FROM grids.area AS o
            WHERE o.code = :area AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                AND o.geom && s.geom AND ST_Intersects(o.geom, ST_PointOnSurface(s.geom))
        )
    );
