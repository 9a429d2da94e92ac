-- Masks are cut from views: a mask that changes is a change of its camera, and runs keep how much ground masks hide.
ALTER TABLE register.audit_camera ADD COLUMN masked_m2 double precision;

CREATE FUNCTION register.queue_masks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, public, pg_temp
AS $$
DECLARE
    changed bigint[];
BEGIN
    IF register.live_run() IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(DISTINCT m.camera_row_id) INTO changed FROM moved_rows AS m;
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    IF cardinality(changed) > register.most_changes() THEN
        INSERT INTO register.change_queue (what) VALUES ('all');
    ELSE
        INSERT INTO register.change_queue (what, row_id, west_deg, south_deg, east_deg, north_deg)
        SELECT 'camera', c.camera_row_id, ST_X(c.geom), ST_Y(c.geom), ST_X(c.geom), ST_Y(c.geom)
        FROM register.camera AS c
        WHERE c.camera_row_id = ANY(changed);  -- one that is deleted with its camera has no view left
    END IF;
    PERFORM register.announce_changes();
    RETURN NULL;
END
$$;
CREATE TRIGGER queue_inserted AFTER INSERT ON register.mask
REFERENCING NEW TABLE AS moved_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_masks();
CREATE TRIGGER queue_updated AFTER UPDATE ON register.mask
REFERENCING NEW TABLE AS moved_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_masks();
CREATE TRIGGER queue_deleted AFTER DELETE ON register.mask
REFERENCING OLD TABLE AS moved_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_masks();
REVOKE ALL ON FUNCTION register.queue_masks() FROM PUBLIC;
