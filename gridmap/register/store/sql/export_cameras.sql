-- All cameras in a box as GeoJSON text, one a row; cameras on buildings and on sensitive places are told alike, without names (docs/decisions/0018).
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_camera_geom.
SELECT json_build_object(
    'type', 'Feature', 'id', c.camera_row_id, 'geometry', ST_AsGeoJSON(c.geom, 7)::json,
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
)::text
FROM register.camera_now() AS c
WHERE c.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND $5::date IS NOT NULL;
