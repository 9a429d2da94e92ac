-- Staged corrections take the id of the row that they correct. No parameters. Relies on pk_incident_key.
UPDATE stage_incident AS s
SET incident_id = k.incident_id
FROM service.incident_key AS k
WHERE k.source_system = s.source_system AND k.source_id = s.source_id;
