-- The grids of one coverage run. :run. Returns grid_id, code, name, kind and figures of each grid, geom (WKB, EPSG:4326). Relies on pk_audit_grid.
SELECT
    g.grid_id, g.code, g.name, g.kind, r.run_id AS run, r.day, r.px_per_m, a.grid_m2, a.public_m2, a.seen_m2, a.share, a.cameras,
    a.unknown_views, ST_AsBinary(ST_ForcePolygonCCW(g.geom)) AS geom
FROM register.audit_grid AS a
INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
INNER JOIN grids.grid AS g ON a.grid_id = g.grid_id
WHERE a.run_id = :run
ORDER BY g.code;
