-- Rows that staged ones correct go to the history. No parameters. Returns their number as row count. Relies on pk_incident_key and pk_incident.
INSERT INTO service.history (table_name, row_key, replaced_by_batch, row)
SELECT 'incident', s.source_system || ' ' || s.source_id, s.batch_id, to_jsonb(i)
FROM stage_incident AS s
INNER JOIN service.incident_key AS k ON k.source_system = s.source_system AND k.source_id = s.source_id
INNER JOIN service.incident AS i ON i.incident_id = k.incident_id AND i.reported_at = k.reported_at;
