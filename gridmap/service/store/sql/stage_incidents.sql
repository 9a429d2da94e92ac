-- The stage of one import: the columns of incident, without policies, constraints and indexes. No parameters.
CREATE TEMPORARY TABLE stage_incident ON COMMIT DROP AS
SELECT i.* FROM service.incident AS i
WITH NO DATA;
