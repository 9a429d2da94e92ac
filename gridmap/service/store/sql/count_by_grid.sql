-- Incidents of a period by grid. :from_at, :to_at (half-open), :category (code, class or '' for all). Returns grid_id (may be null), incidents.
-- Relies on the partitions of the period.
SELECT i.grid_id, count(*) AS incidents
FROM service.incident AS i
WHERE i.reported_at >= :from_at AND i.reported_at < :to_at
    AND i.state NOT IN ('refused', 'void', 'duplicate')
    AND (:category = '' OR i.category = :category OR starts_with(i.category, :category || '-'))
GROUP BY i.grid_id;
