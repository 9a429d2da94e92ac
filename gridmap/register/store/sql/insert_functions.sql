-- Staged functions of the cameras that a batch wrote. :batch. Relies on uq_camera_camera_id.
INSERT INTO register.camera_function (
    camera_row_id, function, state, legal_regime, legal_basis, basis_ref, authorisation_no, authorisation_by, authorisation_on, authorisation_until
)
SELECT DISTINCT ON (c.camera_row_id, s.function)
    c.camera_row_id, s.function, s.state, s.legal_regime, s.legal_basis, s.basis_ref, s.authorisation_no, s.authorisation_by,
    s.authorisation_on, s.authorisation_until
FROM stage_camera_function AS s
INNER JOIN register.camera AS c ON s.camera_id = c.camera_id
WHERE c.batch_id = :batch
ORDER BY c.camera_row_id, s.function, s.line;
