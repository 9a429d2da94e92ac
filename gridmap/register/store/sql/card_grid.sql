-- The register's card of a grid: cameras standing in it and the coverage as it is now.
-- $1 code, $2 day. Returns one JSON text, or no row. Relies on uq_grid_code_valid_from, ix_camera_geom, pk_coverage_now.
SELECT json_build_object(
    'code', g.code, 'name', g.name, 'kind', g.kind, 'area', g.area,
    'cameras', (
        SELECT json_build_object(
            'in_service', count(*) FILTER (WHERE c.status = 'in_service'),
            'not_in_service', count(*) FILTER (WHERE c.status <> 'in_service'),
            'documented_optics', count(*) FILTER (WHERE c.status = 'in_service' AND c.optics = 'documented'),
            'without_sign_told', count(*) FILTER (WHERE c.status = 'in_service' AND c.sign IN ('none', 'unknown')),
            'review_overdue', count(*) FILTER (WHERE c.status = 'in_service' AND c.review_due < $2::date),
            'purpose_unspecified', count(*) FILTER (WHERE c.status = 'in_service' AND (c.purpose = '{}' OR 'unspecified' = ANY(c.purpose)))
        )
        FROM register.camera_now() AS c
        WHERE c.geom && g.geom AND ST_Covers(g.geom, c.geom)
    ),
    'coverage', (
        SELECT json_build_object(
            'run', r.run_id, 'day', r.day, 'px_per_m', r.px_per_m, 'grid_m2', round(a.grid_m2), 'public_m2', round(a.public_m2),
            'seen_m2', round(a.seen_m2), 'share', round(a.share::numeric, 4), 'cameras', a.cameras, 'unknown_views', a.unknown_views,
            'refreshed_at', a.refreshed_at
        )
        FROM register.coverage_now AS a
        INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
        WHERE a.grid_id = g.grid_id
    )
)::text
FROM grids.grid AS g
WHERE g.code = $1::text AND g.valid_from <= $2::date AND (g.valid_to IS NULL OR g.valid_to > $2::date);
