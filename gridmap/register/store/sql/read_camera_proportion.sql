-- The newest run of proportion that looked at one camera, of the whole city or with figures of it; sensitive places are not told.
-- :row (camera_row_id). Returns run_id, day and the jsonb figures (at 25 and 125 px/m) and fits, or no row. Relies on pk_audit_proportion, pk_audit_purpose_fit.
SELECT
    r.run_id, r.day,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'px_per_m', p.px_per_m, 'view_m2', p.view_m2, 'excess_m2', p.excess_m2, 'private_m2', p.private_m2,
                'dwelling_wall_m', p.dwelling_wall_m, 'dwelling_buildings', p.dwelling_buildings,
                'nearest_dwelling_m', p.nearest_dwelling_m, 'serving_m2', p.serving_m2, 'overlap_m2', p.overlap_m2
            ) ORDER BY p.px_per_m)
        FROM register.audit_proportion AS p
        WHERE p.run_id = r.run_id AND p.camera_row_id = :row AND p.px_per_m IN (25, 125)
    ), '[]') AS figures,
    coalesce((
        SELECT
            jsonb_agg(
                jsonb_build_object('purpose_area_id', f.purpose_area_id, 'px_per_m', f.px_per_m, 'fit', f.fit)
                ORDER BY f.purpose_area_id
            )
        FROM register.audit_purpose_fit AS f
        WHERE f.run_id = r.run_id AND f.camera_row_id = :row
    ), '[]') AS fits
FROM register.audit_run AS r
WHERE r.kind = 'proportion' AND (
        r.parameters ->> 'area' IS NULL
        OR EXISTS (SELECT 1 FROM register.audit_proportion AS o WHERE o.run_id = r.run_id AND o.camera_row_id = :row)
    )
ORDER BY r.run_id DESC
LIMIT 1;
