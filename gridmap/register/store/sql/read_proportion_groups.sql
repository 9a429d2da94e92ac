-- Sums of one run of proportion over all cameras, operators and purposes. :run. Returns grouped_by, label, px_per_m and the sums, by label. Relies on pk_audit_proportion_group.
SELECT
    g.grouped_by, g.label, g.px_per_m, g.cameras, g.view_m2, g.declared_m2, g.excess_m2, g.private_m2, g.dwelling_wall_m, g.dwelling_buildings,
    g.serving_m2, g.overlap_m2
FROM register.audit_proportion_group AS g
WHERE g.run_id = :run
ORDER BY g.grouped_by, g.label COLLATE "C", g.px_per_m;
