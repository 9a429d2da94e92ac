-- Layer tiling of a written map: what the newest tiling audit found, whole or what touches an area; what is for information only is left out.
-- :area (code, or '' for the whole city), :day. Returns tile properties and geom (WKB, EPSG:4326).
SELECT s.check_name AS "check", s.codes, s.area_m2, s.width_m, ST_AsBinary(s.geom) AS geom
FROM grids.tiling_finding AS s
WHERE s.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r) AND s.check_name NOT IN ('multipart', 'hole', 'order', 'size')
    AND s.geom IS NOT NULL
    AND (
        :area = ''
        OR EXISTS (
            SELECT 1 FROM grids.area AS o
            WHERE o.code = :area AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                AND o.geom && s.geom AND ST_Intersects(o.geom, ST_PointOnSurface(s.geom))
        )
    );
