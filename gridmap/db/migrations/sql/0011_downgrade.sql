DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['grids.building', 'grids.water', 'grids.grid', 'register.private_ground']
    LOOP
        EXECUTE format('DROP TRIGGER queue_inserted ON %s', relation);
        EXECUTE format('DROP TRIGGER queue_updated ON %s', relation);
        EXECUTE format('DROP TRIGGER queue_deleted ON %s', relation);
    END LOOP;
END
$$;
DROP TRIGGER queue_inserted ON register.camera;
DROP TRIGGER queue_updated ON register.camera;
DROP TRIGGER queue_lost_view ON register.camera;
DROP FUNCTION register.queue_shapes();
DROP FUNCTION register.queue_lost_view();
DROP FUNCTION register.queue_cameras();
DROP FUNCTION register.announce_changes();
DROP FUNCTION register.most_changes();
DROP FUNCTION register.figures_wait();
DROP FUNCTION register.live_run();
DROP TABLE register.coverage_now;
DELETE FROM register.change_queue WHERE what IN ('ground', 'all') OR row_id IS NULL;
ALTER TABLE register.change_queue DROP COLUMN west_deg, DROP COLUMN south_deg, DROP COLUMN east_deg, DROP COLUMN north_deg;
ALTER TABLE register.change_queue ALTER COLUMN row_id SET NOT NULL;
ALTER TABLE register.change_queue DROP CONSTRAINT ck_change_queue_what;
ALTER TABLE register.change_queue ADD CONSTRAINT ck_change_queue_what CHECK (what IN ('building', 'camera', 'grid'));
