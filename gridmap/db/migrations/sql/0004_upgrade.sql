-- Ids of sources compare as bytes: sorting them for the key's index takes half the time, and equality is all that is asked.
-- source_id comes first, since the names of systems are few and would make every comparison a tie.
ALTER TABLE service.incident_key DROP CONSTRAINT pk_incident_key;
ALTER TABLE service.incident_key
    ALTER COLUMN source_system TYPE text COLLATE "C",
    ALTER COLUMN source_id TYPE text COLLATE "C";
ALTER TABLE service.incident_key ADD CONSTRAINT pk_incident_key PRIMARY KEY (source_id, source_system);

CREATE OR REPLACE FUNCTION service.index_keys() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
BEGIN
    ALTER TABLE service.incident_key ADD CONSTRAINT pk_incident_key PRIMARY KEY (source_id, source_system);
    ANALYZE service.incident_key;
END
$$;

-- A month of a bulk load whose rows all come from one source and one batch: COPY need not repeat them.
DROP FUNCTION service.begin_month(date);
CREATE FUNCTION service.begin_month(month date, source_system text, batch_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, public, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    EXECUTE format('CREATE TABLE service.%I (LIKE service.incident INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', relation);
    EXECUTE format('ALTER TABLE service.%I ADD CONSTRAINT ck_month CHECK (reported_at >= %L AND reported_at < %L)',
                   relation, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
    EXECUTE format('ALTER TABLE service.%I ALTER COLUMN source_system SET DEFAULT %L, ALTER COLUMN batch_id SET DEFAULT %s',
                   relation, source_system, batch_id);
    EXECUTE format('GRANT INSERT, SELECT ON service.%I TO gridmap_service_job', relation);
END
$$;

-- Keys and indexes of a loaded month, while the rest of the file is still being read; what comes later for this month goes through them.
CREATE FUNCTION service.index_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, public, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    EXECUTE format('INSERT INTO service.incident_key (source_system, source_id, incident_id, reported_at, content_digest)
                    SELECT source_system, source_id, incident_id, reported_at, content_digest FROM service.%I', relation);
    EXECUTE format('ALTER TABLE service.%I ADD CONSTRAINT %I PRIMARY KEY (incident_id, reported_at)', relation, 'pk_' || relation);
    EXECUTE format('CREATE INDEX %I ON service.%I USING gist (geom)', 'ix_' || relation || '_geom', relation);
    EXECUTE format('CREATE INDEX %I ON service.%I (grid_id, reported_at)', 'ix_' || relation || '_grid_id_reported_at', relation);
END
$$;

-- The filled and indexed table becomes a partition. It serves through its parent only. Statistics are taken of the columns that statements choose by.
CREATE OR REPLACE FUNCTION service.attach_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, public, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    EXECUTE format('REVOKE ALL ON service.%I FROM gridmap_service_job', relation);
    EXECUTE format('ALTER TABLE service.%I ALTER COLUMN source_system DROP DEFAULT, ALTER COLUMN batch_id DROP DEFAULT', relation);
    EXECUTE format('ALTER TABLE service.incident ATTACH PARTITION service.%I FOR VALUES FROM (%L) TO (%L)',
                   relation, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
    EXECUTE format('ALTER TABLE service.%I DROP CONSTRAINT ck_month', relation);
    EXECUTE format('ANALYZE service.%I (incident_id, reported_at, category, state, grid_id, geom)', relation);
END
$$;

-- Lets the job COPY into a month that stands, past the parent, whose policies forbid COPY and let the job write anything anyway.
-- Both are part of the import's transaction, so no other one ever sees the month open.
CREATE FUNCTION service.open_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
DECLARE
    relation text := service.month_table(month);
BEGIN
    IF to_regclass('service.' || relation) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('GRANT INSERT, SELECT ON service.%I TO gridmap_service_job', relation);
    RETURN true;
END
$$;

CREATE FUNCTION service.close_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = service, pg_temp
AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON service.%I FROM gridmap_service_job', service.month_table(month));
END
$$;

REVOKE ALL ON FUNCTION service.begin_month(date, text, bigint), service.index_month(date), service.open_month(date), service.close_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION service.begin_month(date, text, bigint), service.index_month(date), service.open_month(date), service.close_month(date) TO gridmap_service_job;
