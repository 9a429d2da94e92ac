-- A curated value over a camera's reported one, which stays as it is; an earlier curated value of the field is replaced.
-- :row (camera_row_id), :field, :value (jsonb text), :reason, :actor. Relies on pk_camera_override.
INSERT INTO register.camera_override (camera_row_id, field, value, reason, set_by)
VALUES (:row, :field, CAST(:value AS jsonb), :reason, :actor)
ON CONFLICT ON CONSTRAINT pk_camera_override DO UPDATE
    SET value = excluded.value, reason = excluded.reason, set_by = excluded.set_by, set_at = now();
