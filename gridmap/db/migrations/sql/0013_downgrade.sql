DROP TRIGGER queue_inserted ON register.mask;
DROP TRIGGER queue_updated ON register.mask;
DROP TRIGGER queue_deleted ON register.mask;
DROP FUNCTION register.queue_masks();
ALTER TABLE register.audit_camera DROP COLUMN masked_m2;
