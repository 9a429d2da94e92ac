-- One camera with what belongs to it, for a sheet; one on a sensitive place is told as on a building, without name, reported or curated (docs/decisions/0018); masks are only counted.
-- :camera (camera_id), :day. Returns camera_row_id and the jsonb camera, functions, areas, overrides, or no row. Relies on uq_camera_camera_id.
SELECT
    c.camera_row_id,
    to_jsonb(c) - ARRAY['geom', 'received', 'batch_id', 'content_digest', 'area_id', 'place_kind', 'name', 'housing_id', 'retention_reason']
    || jsonb_build_object(
        'lon', ST_X(c.geom), 'lat', ST_Y(c.geom), 'place_kind', CASE c.place_kind WHEN 'sensitive' THEN 'building' ELSE c.place_kind END,
        'name', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.name END,
        'housing_id', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.housing_id END,
        'retention_reason', CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.retention_reason END,
        'masks', (SELECT count(*) FROM register.mask AS m WHERE m.camera_row_id = c.camera_row_id AND NOT ST_IsEmpty(m.geom))
    ) AS camera,
    coalesce((
        SELECT jsonb_agg(to_jsonb(f) - 'camera_row_id' ORDER BY f.function)
        FROM register.camera_function AS f
        WHERE f.camera_row_id = c.camera_row_id
    ), '[]') AS functions,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'purpose_area_id', a.purpose_area_id, 'purpose', a.purpose, 'px_per_m', a.px_per_m, 'approval', a.approval,
                'approved_on', a.approved_on, 'area_m2', ST_Area(a.geom::geography)
            ) ORDER BY a.purpose_area_id)
        FROM register.purpose_area AS a
        WHERE c.camera_id = any(a.cameras) AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
    ), '[]') AS areas,
    coalesce((
        SELECT
            jsonb_agg(
                jsonb_build_object('field', o.field, 'value', o.value, 'reason', o.reason, 'set_on', (o.set_at AT TIME ZONE 'UTC')::date)
                ORDER BY o.field
            )
        FROM register.camera_override AS o
        WHERE o.camera_row_id = c.camera_row_id AND o.field <> 'place_kind'
            AND (c.place_kind NOT IN ('building', 'sensitive') OR o.field NOT IN ('name', 'housing_id', 'retention_reason'))
    ), '[]') AS overrides
FROM register.camera AS c
WHERE c.camera_id = :camera;
