-- One incident as a GeoJSON feature.
-- $1 id, $2 SRID and $3 decimals of the coordinates, $4 latitude or northing first. Returns one text, or no row. Relies on pk_incident of each month.
SELECT json_build_object(
    'type', 'Feature', 'id', i.incident_id, 'geometry', ST_AsGeoJSON(CASE WHEN $4::boolean THEN ST_FlipCoordinates(ST_Transform(i.geom, $2::integer)) ELSE ST_Transform(i.geom, $2::integer) END, $3::integer, 0)::json,
    'properties', json_build_object('source_system', i.source_system, 'source_id', i.source_id, 'category', i.category, 'category_ambiguous', i.category_ambiguous, 'severity', i.severity,
        'found_by', i.found_by, 'channel', i.channel, 'state', i.state, 'verified', i.verified, 'round', i.round, 'place_kind', i.place_kind,
        'asset_id', i.asset_id, 'segment_id', i.segment_id, 'junction_id', i.junction_id, 'uncertainty_m', i.uncertainty_m, 'grid', g.code,
        'reported_at', i.reported_at, 'accepted_at', i.accepted_at, 'assigned_at', i.assigned_at, 'answered_at', i.answered_at,
        'verified_at', i.verified_at, 'closed_at', i.closed_at, 'due_at', i.due_at, 'time_quality', i.time_quality, 'unit', i.unit,
        'handler_unit', i.handler_unit, 'verifier_unit', i.verifier_unit)
)::text
FROM service.incident AS i
LEFT JOIN grids.grid AS g ON i.grid_id = g.grid_id
WHERE i.incident_id = $1::bigint;
