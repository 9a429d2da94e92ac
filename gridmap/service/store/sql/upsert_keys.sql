-- Keys of what was staged. No parameters. Relies on pk_incident_key.
INSERT INTO service.incident_key (source_system, source_id, incident_id, reported_at, content_digest)
SELECT s.source_system, s.source_id, s.incident_id, s.reported_at, s.content_digest
FROM stage_incident AS s
ON CONFLICT ON CONSTRAINT pk_incident_key DO UPDATE
SET reported_at = excluded.reported_at, content_digest = excluded.content_digest;
