-- Densities of which views are stored. No parameters. Returns px_per_m.
SELECT DISTINCT v.px_per_m
FROM register.view AS v
ORDER BY v.px_per_m;
