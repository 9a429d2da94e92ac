-- Which staged keys are known, and whether with the same content. :source_system. Returns row, same. Relies on pk_incident_key, one look a key.
SELECT s.row, k.content_digest = s.content_digest AS same
FROM stage_incident_key AS s
CROSS JOIN LATERAL (
    SELECT k.content_digest
    FROM service.incident_key AS k
    WHERE k.source_id = s.source_id AND k.source_system = :source_system
    LIMIT 1
) AS k;
