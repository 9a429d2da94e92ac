-- Drop the counts of grids that changed. :grids (bigint array). Relies on pk_incident_summary.
DELETE FROM service.incident_summary AS s
WHERE s.grid_id = ANY(:grids);
