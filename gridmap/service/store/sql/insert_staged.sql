-- What is left on the stage becomes incidents. No parameters.
INSERT INTO service.incident
SELECT s.* FROM stage_incident AS s;
