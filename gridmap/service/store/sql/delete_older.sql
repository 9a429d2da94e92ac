-- Take off the stage what stands in a newer revision. No parameters. Relies on pk_incident_key and pk_incident.
DELETE FROM stage_incident AS s
USING service.incident_key AS k, service.incident AS i
WHERE k.source_system = s.source_system AND k.source_id = s.source_id
    AND i.incident_id = k.incident_id AND i.reported_at = k.reported_at
    AND s.source_revision < i.source_revision;
