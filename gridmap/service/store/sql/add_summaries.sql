-- Add the counts of new incidents to their grids; the mean position moves with them. No parameters. Relies on pk_incident_summary.
INSERT INTO service.incident_summary AS t (grid_id, incidents, open_incidents, geom)
SELECT s.grid_id, s.incidents, s.open_incidents, s.geom
FROM stage_incident_summary AS s
ON CONFLICT (grid_id) DO UPDATE
SET
    incidents = t.incidents + excluded.incidents,
    open_incidents = t.open_incidents + excluded.open_incidents,
    geom = ST_SetSRID(ST_MakePoint(
        (ST_X(t.geom) * t.incidents + ST_X(excluded.geom) * excluded.incidents) / (t.incidents + excluded.incidents),
        (ST_Y(t.geom) * t.incidents + ST_Y(excluded.geom) * excluded.incidents) / (t.incidents + excluded.incidents)
    ), 4326);
