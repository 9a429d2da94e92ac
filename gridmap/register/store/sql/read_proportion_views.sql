-- The views of one run of proportion without whose they are; sensitive places are not told. :run, :operator (or null: all; today's operator of the camera).
-- Returns px_per_m, view_m2, excess_m2, dwelling_buildings, nearest_dwelling_m. Relies on pk_audit_proportion.
SELECT p.px_per_m, p.view_m2, p.excess_m2, p.dwelling_buildings, p.nearest_dwelling_m
FROM register.audit_proportion AS p
LEFT JOIN register.camera AS c ON p.camera_row_id = c.camera_row_id
WHERE p.run_id = :run AND (CAST(:operator AS text) IS NULL OR c.operator = CAST(:operator AS text))
ORDER BY p.px_per_m, p.camera_row_id;
