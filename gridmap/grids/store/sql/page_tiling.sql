-- One page of the newest tiling audit's findings, as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches.
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_tiling_finding_geom for a small box, else on pk_tiling_finding; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT f.*
    FROM grids.tiling_finding AS f
    WHERE ($1::bytea IS NULL OR (f.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(f.geom, ST_GeomFromWKB($1::bytea, 4326))))
        AND f.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r)
),
page AS (
    SELECT hits.* FROM hits WHERE hits.finding_id > $2::bigint ORDER BY hits.finding_id LIMIT $3::integer + 1
),
told AS (
    SELECT f.finding_id AS id, json_build_object(
            'type', 'Feature', 'id', f.finding_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(f.geom), $5::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(f.geom), $5::integer) END, $6::integer, 0)::json,
            'properties', json_build_object('check', f.check_name, 'codes', f.codes, 'area_m2', round(f.area_m2::numeric, 2), 'width_m', round(f.width_m::numeric, 3), 'run', f.run_id)
        )::text AS feature
    FROM page AS f
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
