-- One page of the coverage as it is now, as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches.
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_grid_geom for a small box, else on pk_coverage_now; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT g.geom, g.code, g.name, a.*
    FROM grids.grid AS g
    INNER JOIN register.coverage_now AS a ON g.grid_id = a.grid_id
    WHERE ($1::bytea IS NULL OR (g.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(g.geom, ST_GeomFromWKB($1::bytea, 4326))))
),
page AS (
    SELECT hits.* FROM hits WHERE hits.grid_id > $2::bigint ORDER BY hits.grid_id LIMIT $3::integer + 1
),
told AS (
    SELECT p.grid_id AS id, json_build_object(
            'type', 'Feature', 'id', p.grid_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(p.geom), $5::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(p.geom), $5::integer) END, $6::integer, 0)::json,
            'properties', json_build_object('code', p.code, 'name', p.name, 'run', p.run_id, 'day', r.day, 'px_per_m', r.px_per_m, 'grid_m2', round(p.grid_m2::numeric, 1), 'public_m2', round(p.public_m2::numeric, 1), 'seen_m2', round(p.seen_m2::numeric, 1), 'share', round(p.share::numeric, 6), 'cameras', p.cameras, 'unknown_views', p.unknown_views, 'refreshed_at', p.refreshed_at)
        )::text AS feature
    FROM page AS p
    LEFT JOIN register.audit_run AS r ON p.run_id = r.run_id
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
