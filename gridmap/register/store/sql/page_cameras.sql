-- One page of cameras (docs/decisions/0018), as GeoJSON text by ascending id.
-- $1 box (WKB in degrees of WGS-84, lon lat; null: everywhere), $2 id after which it begins, $3 most features, $4 most bytes (one feature is always told),
-- $5 SRID and $6 decimals of the coordinates, $7 latitude or northing first, $8 whether to count what matches.
-- Returns one row: features (text, commas between), returned, last_id, more, matched (null when not counted).
-- Relies on ix_camera_geom for a small box, else on pk_camera; which one is planned with the values (Serving.planned_row).
WITH hits AS NOT MATERIALIZED (
    SELECT c.*
    FROM register.camera_now() AS c
    WHERE ($1::bytea IS NULL OR (c.geom && ST_GeomFromWKB($1::bytea, 4326) AND ST_Intersects(c.geom, ST_GeomFromWKB($1::bytea, 4326))))
),
page AS (
    SELECT hits.* FROM hits WHERE hits.camera_row_id > $2::bigint ORDER BY hits.camera_row_id LIMIT $3::integer + 1
),
told AS (
    SELECT c.camera_row_id AS id, json_build_object(
            'type', 'Feature', 'id', c.camera_row_id, 'geometry', ST_AsGeoJSON(CASE WHEN $7::boolean THEN ST_FlipCoordinates(ST_Transform(c.geom, $5::integer)) ELSE ST_Transform(c.geom, $5::integer) END, $6::integer, 0)::json,
            'properties', (jsonb_build_object(
                'camera_id', c.camera_id, 'housing_id', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.housing_id END,
                'name', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.name END, 'operator', c.operator, 'operator_kind', c.operator_kind,
                'processor', c.processor, 'programme', c.programme, 'purpose', c.purpose, 'filing_no', c.filing_no, 'filed_on', c.filed_on,
                'sign', c.sign, 'sign_checked_on', c.sign_checked_on, 'retention_days', c.retention_days, 'retention_reason', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.retention_reason END,
                'reviewed_on', c.reviewed_on, 'review_due', c.review_due, 'dpia_ref', c.dpia_ref, 'dpia_on', c.dpia_on, 'contact', c.contact,
                'place_kind', CASE c.place_kind WHEN 'sensitive' THEN 'building' ELSE c.place_kind END, 'environment', c.environment, 'kind', c.kind, 'mount', c.mount,
                'heading_deg', c.heading_deg, 'heading_spread_deg', c.heading_spread_deg, 'pan_range_deg', c.pan_range_deg, 'hfov_deg', c.hfov_deg, 'vfov_deg', c.vfov_deg,
                'tilt_deg', c.tilt_deg, 'height_m', c.height_m, 'width_px', c.width_px, 'height_px', c.height_px, 'max_range_m', c.max_range_m,
                'geometry_quality', c.geometry_quality, 'optics', c.optics, 'status', c.status, 'in_service_since', c.in_service_since,
                'out_of_service_since', c.out_of_service_since, 'removed_on', c.removed_on, 'verified_on', c.verified_on
            ) || jsonb_build_object('functions', (
                    SELECT json_object_agg(f.function, f.state ORDER BY f.function)
                    FROM register.camera_function AS f
                    WHERE f.camera_row_id = c.camera_row_id
                )))::json
        )::text AS feature
    FROM page AS c
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
