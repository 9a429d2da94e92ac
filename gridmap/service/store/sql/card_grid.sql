-- The service's card of a grid: its incidents by state and class, and its class in the newest hotspot run.
-- $1 code, $2 day. Returns one JSON text, or no row. Relies on uq_grid_code_valid_from, ix_incident_grid_id_reported_at, pk_hotspot_grid.
SELECT json_build_object(
    'code', g.code, 'name', g.name, 'kind', g.kind, 'area', g.area, 'households', g.households,
    'incidents', (
        SELECT json_build_object(
            'total', count(*),
            'open', count(*) FILTER (WHERE i.state IN ('reported', 'accepted', 'assigned', 'suspended', 'answered')),
            'overdue', count(*) FILTER (WHERE i.state IN ('accepted', 'assigned') AND i.due_at < now()),
            'from', min(i.reported_at), 'to', max(i.reported_at)
        )
        FROM service.incident AS i
        WHERE i.grid_id = g.grid_id AND i.state NOT IN ('refused', 'void', 'duplicate')
    ),
    'by_class', (
        SELECT coalesce(json_object_agg(c.class, c.n ORDER BY c.n DESC), '{}'::json)
        FROM (
            SELECT split_part(i.category, '-', 1) AS class, count(*) AS n
            FROM service.incident AS i
            WHERE i.grid_id = g.grid_id AND i.state NOT IN ('refused', 'void', 'duplicate')
            GROUP BY split_part(i.category, '-', 1)
        ) AS c
    ),
    'hotspot', (
        SELECT json_build_object(
            'run', r.run_id, 'from', r.from_at, 'to', r.to_at, 'method', r.method, 'incidents', h.incidents,
            'counted', h.counted, 'expected', round(h.expected::numeric, 2), 'class', h.class, 'p', h.p, 'q', h.q
        )
        FROM service.hotspot_grid AS h
        INNER JOIN service.hotspot_run AS r ON h.run_id = r.run_id
        WHERE h.grid_id = g.grid_id AND h.run_id = (SELECT max(n.run_id) FROM service.hotspot_run AS n)
    )
)::text
FROM grids.grid AS g
WHERE g.code = $1::text AND g.valid_from <= $2::date AND (g.valid_to IS NULL OR g.valid_to > $2::date);
