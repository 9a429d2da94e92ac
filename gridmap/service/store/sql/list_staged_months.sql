-- Months (UTC) of what is staged. No parameters. Returns month (first day).
SELECT DISTINCT date_trunc('month', s.reported_at AT TIME ZONE 'UTC')::date AS month
FROM stage_incident AS s
ORDER BY month;
