DROP FUNCTION service.begin_month(date, text, bigint), service.index_month(date), service.open_month(date), service.close_month(date);
ALTER TABLE service.incident_key DROP CONSTRAINT pk_incident_key;
ALTER TABLE service.incident_key
    ALTER COLUMN source_system TYPE text COLLATE "default",
    ALTER COLUMN source_id TYPE text COLLATE "default";
ALTER TABLE service.incident_key ADD CONSTRAINT pk_incident_key PRIMARY KEY (source_system, source_id);

CREATE OR REPLACE FUNCTION service.begin_month(month date) RETURNS void
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

CREATE OR REPLACE FUNCTION service.attach_month(month date) RETURNS void
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

CREATE OR REPLACE FUNCTION service.index_keys() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
BEGIN
    ALTER TABLE service.incident_key ADD CONSTRAINT pk_incident_key PRIMARY KEY (source_system, source_id);
    ANALYZE service.incident_key;
END
$$;

REVOKE ALL ON FUNCTION service.begin_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION service.begin_month(date) TO gridmap_service_job;
