DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname IN ('grids', 'service', 'register') LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', p.policyname, p.schemaname, p.tablename);
        EXECUTE format('ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY', p.schemaname, p.tablename);
    END LOOP;
END
$$;
ALTER TABLE service.incident DROP CONSTRAINT ck_incident_category;
ALTER TABLE service.category DROP CONSTRAINT ck_category_class;
DROP SEQUENCE service.incident_id_seq;
DROP TRIGGER log_is_append_only ON access.log;
DROP FUNCTION access.log_is_append_only(), access.issue_local_link(bytea, integer), access.end_session(bytea),
access.exchange_link(bytea, bytea, integer), access.who_is(bytea), access.broken_log(),
access.append_log(text, text, text, jsonb, bigint), access.log_text(bigint, timestamptz, text, text, text, jsonb, bigint),
grids.scope_grids(), grids.scope_areas(), grids.scope_is_declared(), grids.scope_is_city();
DELETE FROM grids.grid_kind WHERE kind IN ('unit', 'base', 'dedicated', 'special', 'neighbourhood', 'ward', 'precinct')
AND NOT EXISTS (SELECT FROM grids.grid WHERE grid.kind = grid_kind.kind);
REVOKE ALL ON ALL TABLES IN SCHEMA grids, service, register, access
FROM gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job, gridmap_public;
REVOKE ALL ON SCHEMA grids, service, register, access
FROM gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job, gridmap_public;
