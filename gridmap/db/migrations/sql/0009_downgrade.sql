-- Runs of the kind go with their tables.
DROP TABLE register.audit_proportion, register.audit_purpose_fit, register.audit_proportion_grid, register.audit_proportion_group;
DELETE FROM register.audit_run WHERE kind = 'proportion';
ALTER TABLE register.audit_run DROP CONSTRAINT ck_audit_run_kind;
ALTER TABLE register.audit_run ADD CONSTRAINT ck_audit_run_kind CHECK (kind IN ('cameras', 'coverage'));
