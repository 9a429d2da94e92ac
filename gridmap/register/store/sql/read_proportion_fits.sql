-- Purpose fits of one run of proportion, without camera and area. :run, :operator (or null: all; today's operator of the camera). Returns fit, null where it is not known. Relies on pk_audit_purpose_fit.
SELECT f.fit
FROM register.audit_purpose_fit AS f
LEFT JOIN register.camera AS c ON f.camera_row_id = c.camera_row_id
WHERE f.run_id = :run AND (CAST(:operator AS text) IS NULL OR c.operator = CAST(:operator AS text))
ORDER BY f.fit;
