-- What version the footprints are of, and that of the last run that laid the homes' walls of them. No parameters. Returns footprints, laid (text; null before the first run).
SELECT
    (SELECT count(*) || ':' || coalesce(sum(b.content_digest::numeric), 0) FROM grids.building AS b) AS footprints,
    (SELECT r.parameters ->> 'footprints' FROM register.audit_run AS r WHERE r.kind = 'proportion' ORDER BY r.run_id DESC LIMIT 1) AS laid;
