-- Answers go; findings lose what the revision added.
DROP TABLE register.finding_answer;
DROP INDEX register.ix_finding_run_id_operator;
DROP INDEX register.ix_finding_run_id_camera_id;
CREATE INDEX ix_finding_run_id ON register.finding (run_id);
ALTER TABLE register.finding DROP COLUMN facts_digest, DROP COLUMN clause, DROP COLUMN operator, DROP COLUMN camera_id;
