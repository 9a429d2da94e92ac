-- One page of grids, as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches, $9 first and $10 last day (null: open).
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_grid_geom for a small box, else on pk_grid; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT s.*
    FROM grids.grid AS s
    WHERE ($1::bytea IS NULL OR (s.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(s.geom, ST_GeomFromWKB($1::bytea, 4326))))
        AND ($10::date IS NULL OR s.valid_from <= $10::date) AND ($9::date IS NULL OR s.valid_to IS NULL OR s.valid_to > $9::date)
),
page AS (
    SELECT hits.* FROM hits WHERE hits.grid_id > $2::bigint ORDER BY hits.grid_id LIMIT $3::integer + 1
),
told AS (
    SELECT s.grid_id AS id, json_build_object(
            'type', 'Feature', 'id', s.grid_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(ST_ForcePolygonCCW(s.geom), $5::integer)) ELSE ST_Transform(ST_ForcePolygonCCW(s.geom), $5::integer) END, $6::integer, 0)::json,
            'properties', json_build_object('code', s.code, 'name', s.name, 'kind', s.kind, 'area', s.area, 'households', s.households, 'valid_from', s.valid_from, 'valid_to', s.valid_to)
        )::text AS feature
    FROM page AS s
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
