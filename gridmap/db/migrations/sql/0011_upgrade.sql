-- What changed and touches views or figures waits in a queue of the database (docs/decisions/0017).
-- camera: row_id, and where it stands; building and ground: the box of what changed, in degrees; all: so much that a full audit is due.
ALTER TABLE register.change_queue DROP CONSTRAINT ck_change_queue_what;
ALTER TABLE register.change_queue ADD CONSTRAINT ck_change_queue_what CHECK (what IN ('camera', 'building', 'ground', 'all'));
ALTER TABLE register.change_queue ALTER COLUMN row_id DROP NOT NULL;
ALTER TABLE register.change_queue
    ADD COLUMN west_deg double precision, ADD COLUMN south_deg double precision,
    ADD COLUMN east_deg double precision, ADD COLUMN north_deg double precision;

-- The figures of each grid as they are now: those of the newest run of the whole city, mended where something changed since.
CREATE TABLE register.coverage_now (
    grid_id bigint NOT NULL,
    run_id bigint NOT NULL,
    grid_m2 double precision NOT NULL,
    public_m2 double precision NOT NULL,
    seen_m2 double precision NOT NULL,
    share double precision,
    cameras integer NOT NULL,
    unknown_views integer NOT NULL,
    refreshed_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT pk_coverage_now PRIMARY KEY (grid_id),
    CONSTRAINT fk_coverage_now_run_id_audit_run FOREIGN KEY (run_id) REFERENCES register.audit_run (run_id) ON DELETE CASCADE
);
GRANT SELECT ON register.coverage_now TO gridmap_register;
GRANT SELECT, INSERT, UPDATE, DELETE ON register.coverage_now TO gridmap_register_job;
ALTER TABLE register.coverage_now ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON register.coverage_now FOR SELECT
USING ((SELECT grids.scope_is_city()) OR grid_id IN (SELECT grids.scope_grids()));
CREATE POLICY job ON register.coverage_now TO gridmap_register_job USING (true) WITH CHECK (true);

INSERT INTO register.coverage_now (grid_id, run_id, grid_m2, public_m2, seen_m2, share, cameras, unknown_views, refreshed_at)
SELECT a.grid_id, a.run_id, a.grid_m2, a.public_m2, a.seen_m2, a.share, a.cameras, a.unknown_views, r.made_at
FROM register.audit_grid AS a
INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
WHERE a.run_id = (
    SELECT max(n.run_id) FROM register.audit_run AS n
    WHERE n.kind = 'coverage' AND n.assumption IS NULL AND n.parameters ->> 'area' IS NULL
);

-- The run whose figures those of now are, and which every change amends; without one nothing waits. Of all grids, in every scope.
CREATE FUNCTION register.live_run() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = register, pg_temp
AS $$ SELECT n.run_id FROM register.coverage_now AS n LIMIT 1 $$;

-- Whether figures are not yet those of now: changes wait, or so many do that a full audit is due.
CREATE FUNCTION register.figures_wait() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = register, pg_temp
AS $$ SELECT EXISTS (SELECT FROM register.change_queue) $$;

-- More than this many in one statement is a load, not a change.
CREATE FUNCTION register.most_changes() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 500::bigint $$;

CREATE FUNCTION register.announce_changes() RETURNS void LANGUAGE sql
AS $$ SELECT pg_notify('gridmap_changes', '') $$;

-- Cameras put in, or changed in what their view rests on.
CREATE FUNCTION register.queue_cameras() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, public, pg_temp
AS $$
DECLARE
    changed bigint[];
    stands geometry[];
    stood geometry[];
BEGIN
    IF register.live_run() IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(camera_row_id), array_agg(geom) INTO changed, stands FROM new_rows;
    ELSE
        SELECT array_agg(n.camera_row_id), array_agg(n.geom), array_agg(o.geom) FILTER (WHERE o.geom IS DISTINCT FROM n.geom)
        INTO changed, stands, stood
        FROM new_rows AS n JOIN old_rows AS o USING (camera_row_id)
        WHERE (n.geom, n.kind, n.environment, n.mount, n.status, n.in_service_since, n.out_of_service_since, n.removed_on, n.optics,
               n.heading_deg, n.pan_range_deg, n.hfov_deg, n.vfov_deg, n.tilt_deg, n.height_m, n.width_px, n.height_px, n.max_range_m,
               n.geometry_quality, n.area_id)
            IS DISTINCT FROM
              (o.geom, o.kind, o.environment, o.mount, o.status, o.in_service_since, o.out_of_service_since, o.removed_on, o.optics,
               o.heading_deg, o.pan_range_deg, o.hfov_deg, o.vfov_deg, o.tilt_deg, o.height_m, o.width_px, o.height_px, o.max_range_m,
               o.geometry_quality, o.area_id);
    END IF;
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    IF cardinality(changed) > register.most_changes() THEN
        INSERT INTO register.change_queue (what) VALUES ('all');
    ELSE
        INSERT INTO register.change_queue (what, row_id, west_deg, south_deg, east_deg, north_deg)
        SELECT 'camera', c.row_id, ST_X(c.geom), ST_Y(c.geom), ST_X(c.geom), ST_Y(c.geom) FROM unnest(changed, stands) AS c (row_id, geom)
        UNION ALL  -- where it stood, an unknown view is counted no more
        SELECT 'ground', NULL, ST_X(s.geom), ST_Y(s.geom), ST_X(s.geom), ST_Y(s.geom) FROM unnest(stood) AS s (geom);
    END IF;
    PERFORM register.announce_changes();
    RETURN NULL;
END
$$;

-- A camera that is deleted takes its views along: the ground that they reached, and where it stood, waits in its place.
CREATE FUNCTION register.queue_lost_view() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, public, pg_temp
AS $$
BEGIN
    INSERT INTO register.change_queue (what, west_deg, south_deg, east_deg, north_deg)
    SELECT 'ground', ST_XMin(e.box), ST_YMin(e.box), ST_XMax(e.box), ST_YMax(e.box)
    FROM (
        SELECT ST_Extent(s.geom) AS box
        FROM (SELECT v.geom FROM register.view AS v WHERE v.camera_row_id = OLD.camera_row_id UNION ALL SELECT OLD.geom) AS s
    ) AS e
    WHERE register.live_run() IS NOT NULL;
    PERFORM register.announce_changes();
    RETURN OLD;
END
$$;

-- Shapes that walls or public space are made of. TG_ARGV[0]: building or ground.
CREATE FUNCTION register.queue_shapes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, public, pg_temp
AS $$
DECLARE
    boxes box3d[];
BEGIN
    IF register.live_run() IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(Box3D(n.geom)) INTO boxes FROM (SELECT geom FROM new_rows LIMIT register.most_changes() + 1) AS n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(Box3D(o.geom)) INTO boxes FROM (SELECT geom FROM old_rows LIMIT register.most_changes() + 1) AS o;
    ELSIF TG_TABLE_NAME = 'grid' THEN  -- a grid may also end
        SELECT array_agg(Box3D(c.geom)) INTO boxes
        FROM (
            SELECT n.geom
            FROM new_rows AS n JOIN old_rows AS o USING (grid_id)
            WHERE (n.geom, n.valid_from, n.valid_to) IS DISTINCT FROM (o.geom, o.valid_from, o.valid_to)
            LIMIT register.most_changes() + 1
        ) AS c;
    ELSIF TG_TABLE_NAME = 'building' THEN  -- what is seen over it depends on its height
        SELECT array_agg(Box3D(ST_Collect(c.before, c.after))) INTO boxes
        FROM (
            SELECT o.geom AS before, n.geom AS after
            FROM new_rows AS n JOIN old_rows AS o USING (building_row_id)
            WHERE (n.geom, n.height_m) IS DISTINCT FROM (o.geom, o.height_m)
            LIMIT register.most_changes() + 1
        ) AS c;
    ELSE
        SELECT array_agg(Box3D(c.geom)) INTO boxes
        FROM (
            (SELECT geom FROM new_rows EXCEPT ALL SELECT geom FROM old_rows)
            UNION ALL
            (SELECT geom FROM old_rows EXCEPT ALL SELECT geom FROM new_rows)
            LIMIT register.most_changes() + 1
        ) AS c;
    END IF;
    IF boxes IS NULL THEN
        RETURN NULL;
    END IF;
    IF cardinality(boxes) > register.most_changes() THEN
        INSERT INTO register.change_queue (what) VALUES ('all');
    ELSE
        INSERT INTO register.change_queue (what, west_deg, south_deg, east_deg, north_deg)
        SELECT TG_ARGV[0], ST_XMin(b.box), ST_YMin(b.box), ST_XMax(b.box), ST_YMax(b.box) FROM unnest(boxes) AS b (box);
    END IF;
    PERFORM register.announce_changes();
    RETURN NULL;
END
$$;

CREATE TRIGGER queue_inserted AFTER INSERT ON register.camera
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_cameras();
CREATE TRIGGER queue_updated AFTER UPDATE ON register.camera
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_cameras();
CREATE TRIGGER queue_lost_view BEFORE DELETE ON register.camera FOR EACH ROW EXECUTE FUNCTION register.queue_lost_view();

DO $$
DECLARE
    shapes record;
BEGIN
    FOR shapes IN SELECT * FROM (VALUES
        ('grids.building', 'building'), ('grids.water', 'ground'), ('grids.grid', 'ground'), ('register.private_ground', 'ground')
    ) AS t (relation, what)
    LOOP
        EXECUTE format('CREATE TRIGGER queue_inserted AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION register.queue_shapes(%L)', shapes.relation, shapes.what);
        EXECUTE format('CREATE TRIGGER queue_updated AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION register.queue_shapes(%L)', shapes.relation, shapes.what);
        EXECUTE format('CREATE TRIGGER queue_deleted AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION register.queue_shapes(%L)', shapes.relation, shapes.what);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION register.live_run(), register.figures_wait(), register.most_changes(), register.announce_changes(), register.queue_cameras(),
    register.queue_lost_view(), register.queue_shapes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION register.live_run(), register.figures_wait() TO gridmap_register, gridmap_register_job;
