-- Functions of every camera that are not *no*; one that the register does not mention is unknown. :functions (their names). Returns state and legal set. Relies on pk_camera_function.
SELECT
    c.camera_row_id, n.function, coalesce(f.state, 'unknown') AS state, f.legal_regime, f.legal_basis, f.authorisation_no,
    f.authorisation_on, f.authorisation_until
FROM register.camera AS c
CROSS JOIN unnest(CAST(:functions AS text[])) AS n (function)
LEFT JOIN register.camera_function AS f ON c.camera_row_id = f.camera_row_id AND n.function = f.function
WHERE f.state IS DISTINCT FROM 'no'
ORDER BY c.camera_row_id, n.function;
