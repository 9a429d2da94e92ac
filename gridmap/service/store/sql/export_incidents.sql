-- All incidents in a box as GeoJSON text, one a row; with the whole world as the box also those without a place.
-- $1 west, $2 south, $3 east, $4 north (degrees, WGS-84), $5 day. Relies on ix_incident_geom of each month.
SELECT json_build_object(
    'type', 'Feature', 'id', i.incident_id, 'geometry', ST_AsGeoJSON(i.geom, 7)::json,
    'properties', json_build_object('source_system', i.source_system, 'source_id', i.source_id, 'category', i.category, 'category_ambiguous', i.category_ambiguous, 'severity', i.severity,
        'found_by', i.found_by, 'channel', i.channel, 'state', i.state, 'verified', i.verified, 'round', i.round, 'place_kind', i.place_kind,
        'asset_id', i.asset_id, 'segment_id', i.segment_id, 'junction_id', i.junction_id, 'uncertainty_m', i.uncertainty_m, 'grid', g.code,
        'reported_at', i.reported_at, 'accepted_at', i.accepted_at, 'assigned_at', i.assigned_at, 'answered_at', i.answered_at,
        'verified_at', i.verified_at, 'closed_at', i.closed_at, 'due_at', i.due_at, 'time_quality', i.time_quality, 'unit', i.unit,
        'handler_unit', i.handler_unit, 'verifier_unit', i.verifier_unit)
)::text
FROM service.incident AS i
LEFT JOIN grids.grid AS g ON i.grid_id = g.grid_id
WHERE $5::date IS NOT NULL AND (
    i.geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
    OR (i.geom IS NULL AND $1::float8 <= -180 AND $3::float8 >= 180)
);
