-- A block of incident ids; returns the first of `wanted`.
CREATE FUNCTION service.take_incident_ids(wanted bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
DECLARE
    first_id bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7305012);
    first_id := nextval('service.incident_id_seq');
    PERFORM setval('service.incident_id_seq', first_id + greatest(wanted, 1) - 1);
    RETURN first_id;
END
$$;

CREATE FUNCTION service.month_table(month date) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT 'incident_' || to_char(month, 'YYYY_MM') $$;

-- Partitions for those months (UTC), where they are missing.
CREATE FUNCTION service.ensure_months(months date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
DECLARE
    month date;
BEGIN
    PERFORM pg_advisory_xact_lock(7305013);
    FOREACH month IN ARRAY months LOOP
        IF to_regclass('service.' || service.month_table(month)) IS NULL THEN
            EXECUTE format('CREATE TABLE service.%I PARTITION OF service.incident FOR VALUES FROM (%L) TO (%L)',
                           service.month_table(month), month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        END IF;
    END LOOP;
END
$$;

-- For a bulk load into an empty store: a table a month beside the parent, without policies and indexes, so that COPY may fill it.
CREATE FUNCTION service.begin_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, public, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    EXECUTE format('CREATE TABLE service.%I (LIKE service.incident INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', relation);
    EXECUTE format('ALTER TABLE service.%I ADD CONSTRAINT ck_month CHECK (reported_at >= %L AND reported_at < %L)',
                   relation, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
    EXECUTE format('GRANT INSERT, SELECT ON service.%I TO gridmap_service_job', relation);
END
$$;

-- The filled table becomes a partition; its indexes are built now. It serves through its parent only.
CREATE FUNCTION service.attach_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, public, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    EXECUTE format('REVOKE ALL ON service.%I FROM gridmap_service_job', relation);
    EXECUTE format('ALTER TABLE service.incident ATTACH PARTITION service.%I FOR VALUES FROM (%L) TO (%L)',
                   relation, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
    EXECUTE format('ALTER TABLE service.%I DROP CONSTRAINT ck_month', relation);
    EXECUTE format('ANALYZE service.%I', relation);
END
$$;

-- The key table's index is built once after a bulk load, not row by row.
CREATE FUNCTION service.unindex_empty_keys() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
BEGIN
    LOCK TABLE service.incident_key IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM service.incident_key) THEN
        RAISE EXCEPTION 'service.incident_key is not empty';
    END IF;
    ALTER TABLE service.incident_key DROP CONSTRAINT pk_incident_key;
END
$$;

CREATE FUNCTION service.index_keys() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
BEGIN
    ALTER TABLE service.incident_key ADD CONSTRAINT pk_incident_key PRIMARY KEY (source_system, source_id);
    ANALYZE service.incident_key;
END
$$;

ALTER TABLE service.incident_summary ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON service.incident_summary FOR SELECT
USING ((SELECT grids.scope_is_city()) OR grid_id IN (SELECT grids.scope_grids()));
CREATE POLICY job ON service.incident_summary TO gridmap_service_job USING (true) WITH CHECK (true);
GRANT SELECT ON service.incident_summary TO gridmap_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON service.incident_summary TO gridmap_service_job;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA service FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA service TO gridmap_service_job;
