-- The coverage audit whose figures are those of now, for the legend; waits: whether changes are not in them yet. No parameters. Returns one JSON text, or no row.
SELECT json_build_object('run', r.run_id, 'day', r.day, 'px_per_m', r.px_per_m, 'headline', r.headline, 'made_at', r.made_at, 'waits', register.figures_wait())::text
FROM register.audit_run AS r
WHERE r.run_id = register.live_run();
