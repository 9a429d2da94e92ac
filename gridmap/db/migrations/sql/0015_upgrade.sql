-- Scenarios are approved and applied by somebody who is named (docs/decisions/0022).
ALTER TABLE register.scenario ADD COLUMN approved_by text, ADD COLUMN approved_at timestamptz, ADD COLUMN applied_by text;

-- A scenario is of cameras of the whole city, whichever district they stand in.
DROP POLICY scope ON register.scenario;
CREATE POLICY scope ON register.scenario FOR SELECT USING ((SELECT grids.scope_is_city()));

-- Few cameras have curated values: asking for each of these is cheaper than reading all cameras of the scope.
DROP POLICY scope ON register.camera_override;
CREATE POLICY scope ON register.camera_override FOR SELECT
USING (EXISTS (SELECT FROM register.camera AS c WHERE c.camera_row_id = camera_override.camera_row_id));

-- Cameras as they are now: curated values over reported ones, which stay in register.camera. The one place where this is done in SQL.
-- What withholding goes by (place_kind) and what a camera is for (purpose) cannot be curated. The planner puts the body in place of the call, so indexes and row policies hold.
CREATE FUNCTION register.camera_now() RETURNS SETOF register.camera
LANGUAGE sql STABLE
AS $$
    SELECT
        c.camera_row_id,
        c.camera_id,
        coalesce(o.curated ->> 'housing_id', c.housing_id),
        coalesce(o.curated ->> 'name', c.name),
        coalesce(o.curated ->> 'operator', c.operator),
        coalesce(o.curated ->> 'operator_kind', c.operator_kind),
        coalesce(o.curated ->> 'processor', c.processor),
        coalesce(o.curated ->> 'programme', c.programme),
        c.purpose,
        coalesce(o.curated ->> 'filing_no', c.filing_no),
        coalesce((o.curated ->> 'filed_on')::date, c.filed_on),
        coalesce(o.curated ->> 'sign', c.sign),
        coalesce((o.curated ->> 'sign_checked_on')::date, c.sign_checked_on),
        coalesce((o.curated ->> 'retention_days')::integer, c.retention_days),
        coalesce(o.curated ->> 'retention_reason', c.retention_reason),
        coalesce((o.curated ->> 'reviewed_on')::date, c.reviewed_on),
        coalesce((o.curated ->> 'review_due')::date, c.review_due),
        coalesce(o.curated ->> 'dpia_ref', c.dpia_ref),
        coalesce((o.curated ->> 'dpia_on')::date, c.dpia_on),
        coalesce(o.curated ->> 'contact', c.contact),
        c.place_kind,
        coalesce(o.curated ->> 'environment', c.environment),
        coalesce(o.curated ->> 'kind', c.kind),
        coalesce(o.curated ->> 'mount', c.mount),
        coalesce((o.curated ->> 'heading_deg')::double precision, c.heading_deg),
        c.heading_spread_deg,
        c.pan_range_deg,
        coalesce((o.curated ->> 'hfov_deg')::double precision, c.hfov_deg),
        c.vfov_deg,
        c.tilt_deg,
        c.height_m,
        coalesce((o.curated ->> 'width_px')::integer, c.width_px),
        coalesce((o.curated ->> 'height_px')::integer, c.height_px),
        c.max_range_m,
        c.geometry_quality,
        c.received,
        c.optics,
        coalesce(o.curated ->> 'status', c.status),
        coalesce((o.curated ->> 'in_service_since')::date, c.in_service_since),
        coalesce((o.curated ->> 'out_of_service_since')::date, c.out_of_service_since),
        coalesce((o.curated ->> 'removed_on')::date, c.removed_on),
        coalesce((o.curated ->> 'verified_on')::date, c.verified_on),
        c.area_id,
        c.geom,
        c.batch_id,
        c.content_digest
    FROM register.camera AS c
    LEFT JOIN (
        SELECT v.camera_row_id, jsonb_object_agg(v.field, v.value) AS curated
        FROM register.camera_override AS v
        GROUP BY v.camera_row_id
    ) AS o ON c.camera_row_id = o.camera_row_id
$$;

-- A mask that we set, and no list of the operator's; its next list leaves it.
ALTER TABLE register.mask ADD COLUMN set_by text;

-- A curated value changes a view as a reported value does.
CREATE FUNCTION register.queue_curated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, public, pg_temp
AS $$
BEGIN
    IF register.live_run() IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO register.change_queue (what, row_id, west_deg, south_deg, east_deg, north_deg)
    SELECT DISTINCT 'camera', c.camera_row_id, ST_X(c.geom), ST_Y(c.geom), ST_X(c.geom), ST_Y(c.geom)
    FROM changed_rows AS r
    INNER JOIN register.camera AS c ON r.camera_row_id = c.camera_row_id
    WHERE r.field IN (
        'status', 'in_service_since', 'out_of_service_since', 'removed_on', 'environment', 'kind', 'mount',
        'heading_deg', 'hfov_deg', 'width_px', 'height_px'
    );
    PERFORM register.announce_changes();
    RETURN NULL;
END
$$;
CREATE TRIGGER queue_inserted AFTER INSERT ON register.camera_override
REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_curated();
CREATE TRIGGER queue_updated AFTER UPDATE ON register.camera_override
REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_curated();
CREATE TRIGGER queue_deleted AFTER DELETE ON register.camera_override
REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION register.queue_curated();
REVOKE ALL ON FUNCTION register.camera_now(), register.queue_curated() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION register.camera_now() TO gridmap_register, gridmap_register_job;
