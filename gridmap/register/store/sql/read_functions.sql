-- What each camera's functions are. No parameters. Returns camera_row_id, functions (`audio:on,recording:no`, those that are told). Relies on pk_camera_function.
SELECT f.camera_row_id, string_agg(f.function || ':' || f.state, ',') AS functions
FROM register.camera_function AS f
GROUP BY f.camera_row_id;
