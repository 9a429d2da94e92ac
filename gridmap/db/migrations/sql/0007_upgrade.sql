-- Ground by part, in each grid and area of a run, and what a run knew of each camera.
ALTER TABLE register.audit_camera
    ADD COLUMN left_out text,
    ADD COLUMN status text,
    ADD COLUMN housing_id text,
    ADD COLUMN operator text,
    ADD COLUMN parts text [],
    ADD COLUMN quality text,
    ADD COLUMN lon double precision,
    ADD COLUMN lat double precision,
    ADD COLUMN heading_deg double precision,
    ADD COLUMN hfov_deg double precision,
    ADD COLUMN near_m double precision;
CREATE TABLE register.audit_ground (
    run_id bigint NOT NULL CONSTRAINT fk_audit_ground_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    grid_id bigint NOT NULL,
    px_per_m double precision NOT NULL,
    parts text [] NOT NULL,
    seen_m2 double precision [] NOT NULL,
    CONSTRAINT pk_audit_ground PRIMARY KEY (run_id, grid_id, px_per_m),
    CONSTRAINT ck_audit_ground_parts CHECK (cardinality(parts) = cardinality(seen_m2))
);
CREATE TABLE register.audit_area (
    run_id bigint NOT NULL CONSTRAINT fk_audit_area_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    area_id bigint NOT NULL,
    px_per_m double precision NOT NULL,
    grids integer NOT NULL,
    grid_m2 double precision NOT NULL,
    public_m2 double precision NOT NULL,
    parts text [] NOT NULL,
    seen_m2 double precision [] NOT NULL,
    CONSTRAINT pk_audit_area PRIMARY KEY (run_id, area_id, px_per_m),
    CONSTRAINT ck_audit_area_parts CHECK (cardinality(parts) = cardinality(seen_m2))
);
GRANT SELECT ON register.audit_ground, register.audit_area TO gridmap_register;
GRANT SELECT, INSERT, UPDATE, DELETE ON register.audit_ground, register.audit_area TO gridmap_register_job;
ALTER TABLE register.audit_ground ENABLE ROW LEVEL SECURITY;
ALTER TABLE register.audit_area ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON register.audit_ground FOR SELECT
USING ((SELECT grids.scope_is_city()) OR grid_id IN (SELECT grids.scope_grids()));
CREATE POLICY scope ON register.audit_area FOR SELECT
USING ((SELECT grids.scope_is_city()) OR area_id IN (SELECT grids.scope_areas()));
CREATE POLICY job ON register.audit_ground TO gridmap_register_job USING (true) WITH CHECK (true);
CREATE POLICY job ON register.audit_area TO gridmap_register_job USING (true) WITH CHECK (true);
