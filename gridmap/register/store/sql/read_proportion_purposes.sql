-- Sums of one operator's views in one run of proportion by purpose (a camera of two counts under both). :run, :operator. Returns grouped_by, label,
-- px_per_m and the sums that add up: no walls, which would have to be united. Relies on pk_audit_proportion.
SELECT
    'purpose' AS grouped_by, w.label, p.px_per_m, count(*)::integer AS cameras, sum(p.view_m2) AS view_m2,
    coalesce(sum(p.view_m2) FILTER (WHERE p.excess_m2 IS NOT NULL), 0) AS declared_m2, coalesce(sum(p.excess_m2), 0) AS excess_m2,
    sum(p.private_m2) AS private_m2, coalesce(sum(p.serving_m2), 0) AS serving_m2, coalesce(sum(p.overlap_m2), 0) AS overlap_m2
FROM register.audit_proportion AS p
INNER JOIN register.camera AS c ON p.camera_row_id = c.camera_row_id
CROSS JOIN LATERAL (SELECT DISTINCT u.label FROM unnest(c.purpose) AS u (label)) AS w
WHERE p.run_id = :run AND c.operator = CAST(:operator AS text)
GROUP BY w.label, p.px_per_m
ORDER BY w.label COLLATE "C", p.px_per_m;
