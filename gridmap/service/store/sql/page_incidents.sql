-- One page of incidents; those without a place lie in every box (17-069r4, fc-bbox-response), as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches, $9 first and $10 last moment of the report (null: open).
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_incident_geom of each month for a small box, else on pk_incident of each month; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT i.*
    FROM service.incident AS i
    WHERE ($1::bytea IS NULL OR (i.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(i.geom, ST_GeomFromWKB($1::bytea, 4326))) OR i.geom IS NULL)
        AND ($9::timestamptz IS NULL OR i.reported_at >= $9::timestamptz) AND ($10::timestamptz IS NULL OR i.reported_at <= $10::timestamptz)
),
page AS (
    SELECT hits.* FROM hits WHERE hits.incident_id > $2::bigint ORDER BY hits.incident_id LIMIT $3::integer + 1
),
told AS (
    SELECT i.incident_id AS id, json_build_object(
            'type', 'Feature', 'id', i.incident_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(i.geom, $5::integer)) ELSE ST_Transform(i.geom, $5::integer) END, $6::integer, 0)::json,
            'properties', json_build_object('source_system', i.source_system, 'source_id', i.source_id, 'category', i.category, 'category_ambiguous', i.category_ambiguous, 'severity', i.severity,
                'found_by', i.found_by, 'channel', i.channel, 'state', i.state, 'verified', i.verified, 'round', i.round, 'place_kind', i.place_kind,
                'asset_id', i.asset_id, 'segment_id', i.segment_id, 'junction_id', i.junction_id, 'uncertainty_m', i.uncertainty_m, 'grid', g.code,
                'reported_at', i.reported_at, 'accepted_at', i.accepted_at, 'assigned_at', i.assigned_at, 'answered_at', i.answered_at,
                'verified_at', i.verified_at, 'closed_at', i.closed_at, 'due_at', i.due_at, 'time_quality', i.time_quality, 'unit', i.unit,
                'handler_unit', i.handler_unit, 'verifier_unit', i.verifier_unit)
        )::text AS feature
    FROM page AS i
    LEFT JOIN grids.grid AS g ON i.grid_id = g.grid_id
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
