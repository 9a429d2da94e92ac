-- Count again the grids that changed. :grids (bigint array). Relies on ix_incident_grid_id_reported_at of each month.
INSERT INTO service.incident_summary (grid_id, incidents, open_incidents, geom)
SELECT
    i.grid_id, count(*), count(*) FILTER (WHERE i.state IN ('reported', 'accepted', 'assigned', 'suspended', 'answered')),
    ST_SetSRID(ST_MakePoint(avg(ST_X(i.geom)), avg(ST_Y(i.geom))), 4326)
FROM service.incident AS i
WHERE i.grid_id = ANY(:grids) AND i.geom IS NOT NULL AND i.state NOT IN ('refused', 'void', 'duplicate')
GROUP BY i.grid_id;
