-- Layer cameras of a written map, without names on buildings and sensitive places (docs/decisions/0018), whole or inside an area. :area (code, or '' for the whole city), :day. Returns tile properties and geom (WKB, EPSG:4326).
SELECT
    s.camera_id, CASE WHEN s.place_kind NOT IN ('building', 'sensitive') THEN s.name END AS name, s.kind, array_to_string(s.purpose, ', ') AS purpose, s.status, s.optics, s.heading_deg, ST_AsBinary(s.geom) AS geom
FROM register.camera_now() AS s
WHERE s.status <> 'removed' AND CAST(:day AS date) IS NOT NULL
    AND (
        :area = ''
        OR EXISTS (
            SELECT 1 FROM grids.area AS o
            WHERE o.code = :area AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                AND o.geom && s.geom AND ST_Intersects(o.geom, s.geom)
        )
    );
