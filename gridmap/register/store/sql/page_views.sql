-- One page of views, as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches.
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_view_geom for a small box, else on pk_view; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT v.*
    FROM register.view AS v
    WHERE ($1::bytea IS NULL OR (v.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(v.geom, ST_GeomFromWKB($1::bytea, 4326))))
),
page AS (
    SELECT hits.* FROM hits WHERE hits.view_id > $2::bigint ORDER BY hits.view_id LIMIT $3::integer + 1
),
told AS (
    SELECT v.view_id AS id, json_build_object(
            'type', 'Feature', 'id', v.view_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(v.geom), $5::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(v.geom), $5::integer) END, $6::integer, 0)::json,
            'properties', json_build_object('camera_id', c.camera_id, 'px_per_m', v.px_per_m, 'reach', v.reach, 'ground', v.ground, 'range_m', round(v.range_m::numeric, 2), 'area_m2', round(v.area_m2::numeric, 1))
        )::text AS feature
    FROM page AS v
    LEFT JOIN register.camera AS c ON v.camera_row_id = c.camera_row_id
),
measured AS (
    SELECT t.id, t.feature, row_number() OVER so_far AS place, sum(octet_length(t.feature) + 1) OVER so_far AS bytes
    FROM told AS t
    WINDOW so_far AS (ORDER BY t.id)
)
SELECT
    string_agg(m.feature, ',' ORDER BY m.id) AS features, count(*) AS returned, max(m.id) AS last_id,
    count(*) < (SELECT count(*) FROM told) AS more,
    CASE WHEN $8::boolean THEN (SELECT count(*) FROM hits) END AS matched
FROM measured AS m
WHERE m.place <= $3::integer AND (m.bytes <= $4::integer OR m.place = 1);
