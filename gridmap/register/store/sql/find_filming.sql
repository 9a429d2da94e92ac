-- Cameras whose widest stored view holds a place, or meets it where it is a square: lowest density, reachable before instantaneous, then what walls leave before what they do not; planned, dummy and indoor ones never.
-- :place (WKB, EPSG:4326), :day. Returns camera_id, operator, operator_kind, purpose, retention_days, sign, contact, functions (JSON rows), in_service. Relies on ix_view_geom.
WITH holds AS (
    SELECT v.camera_row_id, v.px_per_m, v.reach, v.ground
    FROM register.view AS v
    WHERE v.geom && ST_GeomFromWKB(CAST(:place AS bytea), 4326) AND ST_Intersects(v.geom, ST_GeomFromWKB(CAST(:place AS bytea), 4326))
),
widest AS (
    SELECT DISTINCT h.camera_row_id
    FROM holds AS h
    WHERE NOT EXISTS (
        SELECT 1
        FROM register.view AS w
        WHERE w.camera_row_id = h.camera_row_id
            AND (w.px_per_m, w.reach <> 'reachable', array_position(ARRAY['occluded', 'footprints_cut', 'free'], w.ground))
            < (h.px_per_m, h.reach <> 'reachable', array_position(ARRAY['occluded', 'footprints_cut', 'free'], h.ground))
    )
)
SELECT
    c.camera_id, c.operator, c.operator_kind, c.purpose, c.retention_days, c.sign, c.contact,
    coalesce((
        SELECT json_agg(json_build_object(
            'function', f.function, 'state', f.state, 'legal_regime', f.legal_regime, 'legal_basis', f.legal_basis, 'basis_ref', f.basis_ref
        ))
        FROM register.camera_function AS f
        WHERE f.camera_row_id = c.camera_row_id
    ), '[]'::json) AS functions,
    c.status IN ('in_service', 'unknown') OR coalesce(least(c.out_of_service_since, c.removed_on), '-infinity'::date) > :day AS in_service
FROM widest AS w
INNER JOIN register.camera_now() AS c ON w.camera_row_id = c.camera_row_id
WHERE c.environment <> 'indoor' AND c.status NOT IN ('planned', 'dummy')
    AND (c.in_service_since IS NULL OR c.in_service_since <= :day)
    AND (c.status <> 'removed' OR coalesce(c.removed_on, '-infinity'::date) > :day)
ORDER BY c.camera_id COLLATE "C";
