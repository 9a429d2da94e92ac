-- Proportion of views to their purposes: by camera, by camera and purpose area, summed by grid and by operator and purpose.
ALTER TABLE register.audit_run DROP CONSTRAINT ck_audit_run_kind;
ALTER TABLE register.audit_run ADD CONSTRAINT ck_audit_run_kind CHECK (kind IN ('cameras', 'coverage', 'proportion'));
CREATE TABLE register.audit_proportion (
    run_id bigint NOT NULL CONSTRAINT fk_audit_proportion_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    camera_row_id bigint NOT NULL,
    px_per_m double precision NOT NULL,
    area_id bigint,
    view_m2 double precision NOT NULL,
    excess_m2 double precision,
    private_m2 double precision NOT NULL,
    dwelling_wall_m double precision NOT NULL,
    dwelling_outer_m double precision NOT NULL,
    dwelling_buildings integer NOT NULL,
    nearest_dwelling_m double precision,
    sensitive_places integer NOT NULL,
    serving_m2 double precision,
    overlap_m2 double precision,
    CONSTRAINT pk_audit_proportion PRIMARY KEY (run_id, camera_row_id, px_per_m)
);
CREATE TABLE register.audit_purpose_fit (
    run_id bigint NOT NULL CONSTRAINT fk_audit_purpose_fit_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    camera_row_id bigint NOT NULL,
    purpose_area_id text NOT NULL,
    area_id bigint,
    px_per_m double precision,
    purpose_m2 double precision NOT NULL,
    seen_m2 double precision,
    fit double precision,
    CONSTRAINT pk_audit_purpose_fit PRIMARY KEY (run_id, camera_row_id, purpose_area_id)
);
CREATE TABLE register.audit_proportion_grid (
    run_id bigint NOT NULL CONSTRAINT fk_audit_proportion_grid_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    grid_id bigint NOT NULL,
    px_per_m double precision NOT NULL,
    cameras integer NOT NULL,
    view_m2 double precision NOT NULL,
    declared_m2 double precision NOT NULL,
    excess_m2 double precision NOT NULL,
    private_m2 double precision NOT NULL,
    dwelling_wall_m double precision NOT NULL,
    dwelling_buildings integer NOT NULL,
    dwelling_outer_m double precision NOT NULL,
    CONSTRAINT pk_audit_proportion_grid PRIMARY KEY (run_id, grid_id, px_per_m)
);
CREATE TABLE register.audit_proportion_group (
    run_id bigint NOT NULL CONSTRAINT fk_audit_proportion_group_run_id REFERENCES register.audit_run (run_id) ON DELETE CASCADE,
    grouped_by text NOT NULL,
    label text NOT NULL,
    px_per_m double precision NOT NULL,
    cameras integer NOT NULL,
    view_m2 double precision NOT NULL,
    declared_m2 double precision NOT NULL,
    excess_m2 double precision NOT NULL,
    private_m2 double precision NOT NULL,
    dwelling_wall_m double precision NOT NULL,
    dwelling_buildings integer NOT NULL,
    serving_m2 double precision NOT NULL,
    overlap_m2 double precision NOT NULL,
    CONSTRAINT pk_audit_proportion_group PRIMARY KEY (run_id, grouped_by, label, px_per_m),
    CONSTRAINT ck_audit_proportion_group_grouped_by CHECK (grouped_by IN ('all', 'operator', 'purpose'))
);
GRANT SELECT ON register.audit_proportion, register.audit_purpose_fit, register.audit_proportion_grid, register.audit_proportion_group TO gridmap_register;
GRANT SELECT, INSERT, UPDATE, DELETE ON register.audit_proportion, register.audit_purpose_fit, register.audit_proportion_grid, register.audit_proportion_group TO gridmap_register_job;
ALTER TABLE register.audit_proportion ENABLE ROW LEVEL SECURITY;
CREATE POLICY job ON register.audit_proportion TO gridmap_register_job USING (true) WITH CHECK (true);
CREATE POLICY scope ON register.audit_proportion FOR SELECT USING ((SELECT grids.scope_is_city()) OR area_id IN (SELECT grids.scope_areas()));
ALTER TABLE register.audit_purpose_fit ENABLE ROW LEVEL SECURITY;
CREATE POLICY job ON register.audit_purpose_fit TO gridmap_register_job USING (true) WITH CHECK (true);
CREATE POLICY scope ON register.audit_purpose_fit FOR SELECT USING ((SELECT grids.scope_is_city()) OR area_id IN (SELECT grids.scope_areas()));
ALTER TABLE register.audit_proportion_grid ENABLE ROW LEVEL SECURITY;
CREATE POLICY job ON register.audit_proportion_grid TO gridmap_register_job USING (true) WITH CHECK (true);
CREATE POLICY scope ON register.audit_proportion_grid FOR SELECT USING ((SELECT grids.scope_is_city()) OR grid_id IN (SELECT grids.scope_grids()));
ALTER TABLE register.audit_proportion_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY job ON register.audit_proportion_group TO gridmap_register_job USING (true) WITH CHECK (true);
CREATE POLICY scope ON register.audit_proportion_group FOR SELECT USING ((SELECT grids.scope_is_city()));
