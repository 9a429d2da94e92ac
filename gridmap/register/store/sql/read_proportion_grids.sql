-- What views take in besides, per grid where any view falls, by code. :run. Returns code, name, px_per_m and the sums. Relies on pk_audit_proportion_grid.
SELECT
    g.code, g.name, a.px_per_m, a.cameras, a.view_m2, a.declared_m2, a.excess_m2, a.private_m2, a.dwelling_wall_m, a.dwelling_buildings
FROM register.audit_proportion_grid AS a
INNER JOIN grids.grid AS g ON a.grid_id = g.grid_id
WHERE a.run_id = :run
ORDER BY g.code COLLATE "C", a.px_per_m;
