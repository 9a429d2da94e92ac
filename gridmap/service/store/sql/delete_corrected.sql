-- The rows that staged corrections replace; the key knows in which month they lie. No parameters. Returns their grids. Relies on pk_incident.
DELETE FROM service.incident AS i
USING stage_incident AS s, service.incident_key AS k
WHERE k.source_system = s.source_system AND k.source_id = s.source_id
    AND i.incident_id = k.incident_id AND i.reported_at = k.reported_at
RETURNING i.grid_id;
