-- Scope: the transaction-local setting gridmap.scope holds area paths, or '*'. Without it no row is seen.
CREATE FUNCTION grids.scope_is_city() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('gridmap.scope', true), '') = '*' $$;

CREATE FUNCTION grids.scope_is_declared() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('gridmap.scope', true), '') <> '' $$;

-- areas under the declared paths, every version of them
CREATE FUNCTION grids.scope_areas() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = grids, pg_temp
AS $$
    SELECT a.area_id
    FROM unnest(string_to_array(current_setting('gridmap.scope', true), ',')) AS p (path)
    JOIN grids.area AS a ON starts_with(a.path, p.path)
    WHERE p.path <> '' AND p.path <> '*'
$$;

-- grids that follow those areas, every version of them
CREATE FUNCTION grids.scope_grids() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = grids, pg_temp
AS $$ SELECT g.grid_id FROM grids.grid AS g WHERE g.area_id IN (SELECT grids.scope_areas()) $$;

-- The log: append-only and hash-chained. hash = sha256(previous hash, then the row's own text).
CREATE FUNCTION access.log_text(seq bigint, at timestamptz, actor text, action text, object text, detail jsonb, row_count bigint)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT concat_ws(E'\x1f', seq::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                     actor, action, object, detail::text, coalesce(row_count::text, '-'))
$$;

CREATE FUNCTION access.append_log(actor text, action text, object text, detail jsonb, row_count bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = access, pg_temp
AS $$
DECLARE
    last access.log%ROWTYPE;
    next_seq bigint;
    previous bytea;
    now_at timestamptz := clock_timestamp();
BEGIN
    PERFORM pg_advisory_xact_lock(7305011);  -- one writer at a time keeps the chain a chain
    SELECT * INTO last FROM access.log ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(last.seq, 0) + 1;
    previous := coalesce(last.hash, sha256('gridmap'::bytea));
    INSERT INTO access.log (seq, at, actor, action, object, detail, row_count, previous_hash, hash)
    VALUES (next_seq, now_at, actor, action, object, detail, row_count, previous,
            sha256(previous || convert_to(access.log_text(next_seq, now_at, actor, action, object, detail, row_count), 'UTF8')));
    RETURN next_seq;
END
$$;

-- first broken row of the chain, or none
CREATE FUNCTION access.broken_log() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = access, pg_temp
AS $$
    SELECT seq FROM (
        SELECT l.seq, l.hash, l.previous_hash,
               lag(l.hash, 1, sha256('gridmap'::bytea)) OVER (ORDER BY l.seq) AS before_hash,
               lag(l.seq, 1, 0::bigint) OVER (ORDER BY l.seq) AS before_seq,
               sha256(l.previous_hash || convert_to(
                   access.log_text(l.seq, l.at, l.actor, l.action, l.object, l.detail, l.row_count), 'UTF8')) AS right_hash
        FROM access.log AS l
    ) AS chain
    WHERE before_seq <> seq - 1 OR previous_hash <> before_hash OR hash <> right_hash
    ORDER BY seq
    LIMIT 1
$$;

CREATE FUNCTION access.log_is_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'access.log is append-only'; END $$;
CREATE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.log
FOR EACH STATEMENT EXECUTE FUNCTION access.log_is_append_only();

-- Who stands behind a token's digest; nothing for an expired one, a used one-time link, or a disabled account.
CREATE FUNCTION access.who_is(token_digest bytea) RETURNS TABLE (name text, roles text[], paths text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = access, pg_temp
AS $$
    SELECT a.name,
           ARRAY(SELECT r.role FROM access.account_role AS r WHERE r.account_id = a.account_id ORDER BY r.role),
           ARRAY(SELECT j.area_path FROM access.jurisdiction AS j WHERE j.account_id = a.account_id ORDER BY j.area_path)
    FROM access.token AS t JOIN access.account AS a USING (account_id)
    WHERE t.digest = token_digest AND t.kind <> 'one_time' AND t.expires_at > now() AND a.disabled_at IS NULL
$$;

-- A one-time link becomes a session, once.
CREATE FUNCTION access.exchange_link(link_digest bytea, session_digest bytea, session_hours integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = access, pg_temp
AS $$
DECLARE
    owner_id bigint;
BEGIN
    UPDATE access.token SET used_at = now()
    WHERE digest = link_digest AND kind = 'one_time' AND used_at IS NULL AND expires_at > now()
        AND account_id IN (SELECT a.account_id FROM access.account AS a WHERE a.disabled_at IS NULL)
    RETURNING account_id INTO owner_id;
    IF owner_id IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO access.token (digest, account_id, kind, expires_at)
    VALUES (session_digest, owner_id, 'session', now() + make_interval(hours => session_hours));
    RETURN true;
END
$$;

CREATE FUNCTION access.end_session(token_digest bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = access, pg_temp
AS $$ DELETE FROM access.token WHERE digest = token_digest AND kind = 'session' $$;

-- The link that `gridmap up` prints signs in whoever started it: all roles, the whole city.
CREATE FUNCTION access.issue_local_link(link_digest bytea, minutes integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = access, pg_temp
AS $$
DECLARE
    local_id bigint;
BEGIN
    INSERT INTO access.account (name) VALUES ('local') ON CONFLICT ON CONSTRAINT uq_account_name DO NOTHING;
    SELECT account_id INTO local_id FROM access.account WHERE name = 'local';
    INSERT INTO access.account_role (account_id, role)
    SELECT local_id, unnest(ARRAY['viewer', 'dispatcher', 'planner', 'dpo', 'auditor', 'admin']) ON CONFLICT DO NOTHING;
    INSERT INTO access.jurisdiction (account_id, area_path) VALUES (local_id, '*') ON CONFLICT DO NOTHING;
    DELETE FROM access.token WHERE expires_at < now();
    INSERT INTO access.token (digest, account_id, kind, expires_at)
    VALUES (link_digest, local_id, 'one_time', now() + make_interval(mins => minutes));
END
$$;

-- Rights. Nobody gets anything by default.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access, grids FROM PUBLIC;
GRANT USAGE ON SCHEMA grids TO gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job;
GRANT USAGE ON SCHEMA service TO gridmap_service, gridmap_service_job;
GRANT USAGE ON SCHEMA register TO gridmap_register, gridmap_register_job;
GRANT USAGE ON SCHEMA access TO gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job, gridmap_public;
GRANT SELECT ON ALL TABLES IN SCHEMA grids TO gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA grids TO gridmap_grids_job;
GRANT SELECT ON ALL TABLES IN SCHEMA service TO gridmap_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA service TO gridmap_service_job;
GRANT SELECT ON ALL TABLES IN SCHEMA register TO gridmap_register;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA register TO gridmap_register_job;
REVOKE ALL ON register.sensitive_place, register.history FROM gridmap_register;  -- history holds their old rows
REVOKE ALL ON service.incident_key FROM gridmap_service;  -- it serves nobody, so it needs no policy, and COPY may fill it
REVOKE INSERT, UPDATE, DELETE ON service.category FROM gridmap_service_job;  -- the closed table is the migration's
GRANT SELECT, INSERT, UPDATE ON access.import_batch TO gridmap_service_job, gridmap_register_job, gridmap_grids_job;
GRANT SELECT, INSERT ON access.import_issue TO gridmap_service_job, gridmap_register_job, gridmap_grids_job;
GRANT SELECT ON access.log TO gridmap_grids_job;
GRANT SELECT ON access.release TO gridmap_public;
GRANT EXECUTE ON FUNCTION grids.scope_is_city(), grids.scope_is_declared(), grids.scope_areas(), grids.scope_grids()
TO gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job;
GRANT EXECUTE ON FUNCTION access.append_log(text, text, text, jsonb, bigint)
TO gridmap_service, gridmap_register, gridmap_service_job, gridmap_register_job, gridmap_grids_job;
GRANT EXECUTE ON FUNCTION access.who_is(bytea) TO gridmap_service, gridmap_register;
GRANT EXECUTE ON FUNCTION access.exchange_link(bytea, bytea, integer), access.end_session(bytea) TO gridmap_service;
GRANT EXECUTE ON FUNCTION access.issue_local_link(bytea, integer), access.broken_log() TO gridmap_grids_job;

-- Row policies. Jobs compute on the whole city within their own context; everybody else sees under the scope.
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT * FROM (VALUES
            ('grids', 'area', 'area'), ('grids', 'grid', 'area'),
            ('grids', 'grid_kind', 'declared'), ('grids', 'street', 'declared'), ('grids', 'junction', 'declared'),
            ('grids', 'address', 'declared'), ('grids', 'building', 'declared'), ('grids', 'water', 'declared'),
            ('grids', 'tiling_run', 'declared'), ('grids', 'tiling_finding', 'city'), ('grids', 'history', 'city'),
            ('service', 'category', 'declared'), ('service', 'category_mapping', 'declared'), ('service', 'refusal', 'city'),
            ('service', 'unit', 'declared'), ('service', 'asset', 'declared'),
            ('service', 'incident', 'grid'), ('service', 'incident_step', 'grid'),
            ('service', 'hotspot_run', 'declared'), ('service', 'hotspot_grid', 'grid'),
            ('service', 'monitor_run', 'city'), ('service', 'history', 'city'),
            ('register', 'camera', 'area'), ('register', 'camera_function', 'camera'), ('register', 'camera_override', 'camera'),
            ('register', 'mask', 'camera'), ('register', 'purpose_area', 'declared'), ('register', 'private_ground', 'declared'),
            ('register', 'sensitive_place', 'city'), ('register', 'dwelling', 'declared'), ('register', 'view', 'area'),
            ('register', 'audit_run', 'declared'), ('register', 'audit_grid', 'grid'), ('register', 'audit_camera', 'area'),
            ('register', 'finding', 'area'), ('register', 'scenario', 'declared'), ('register', 'change_queue', 'city'),
            ('register', 'history', 'city')
        ) AS t (context, relation, reach)
    LOOP
        EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', rule.context, rule.relation);
        EXECUTE format('CREATE POLICY scope ON %I.%I FOR SELECT USING (%s)', rule.context, rule.relation,
            CASE rule.reach
                WHEN 'area' THEN '(SELECT grids.scope_is_city()) OR area_id IN (SELECT grids.scope_areas())'
                WHEN 'grid' THEN '(SELECT grids.scope_is_city()) OR grid_id IN (SELECT grids.scope_grids())'
                WHEN 'camera' THEN 'camera_row_id IN (SELECT c.camera_row_id FROM register.camera AS c)'
                WHEN 'declared' THEN '(SELECT grids.scope_is_declared())'
                ELSE '(SELECT grids.scope_is_city())'
            END);
        EXECUTE format('CREATE POLICY job ON %I.%I TO gridmap_%s_job USING (true) WITH CHECK (true)',
                       rule.context, rule.relation, rule.context);
    END LOOP;
    FOR rule IN SELECT unnest(ARRAY['area', 'grid', 'grid_kind', 'street', 'junction', 'address', 'building', 'water']) AS relation
    LOOP
        EXECUTE format('CREATE POLICY jobs_read ON grids.%I FOR SELECT TO gridmap_service_job, gridmap_register_job USING (true)',
                       rule.relation);
    END LOOP;
END
$$;

-- The closed catalogue, as a constraint on the rows themselves.
ALTER TABLE service.incident ADD CONSTRAINT ck_incident_category CHECK (category IN (
    'LGT-OUT', 'LGT-ROW', 'LGT-POLE', 'LGT-LIVE', 'LGT-BOX', 'LGT-DECO', 'ROD-POT', 'ROD-CRACK', 'ROD-CAVE', 'ROD-BRIDGE', 'ROD-TUNNEL', 'ROD-GUARD', 'ROD-RAILX', 'ROD-PARK', 'PED-SURF', 'PED-KERB', 'PED-TACT', 'PED-RAMP', 'PED-STEP', 'PED-FBR', 'PED-OBST', 'TRF-OUT', 'TRF-FAULT', 'TRF-SIGN', 'TRF-MISS', 'TRF-NAME', 'TRF-MARK', 'TRF-VMS', 'DRN-GRATE', 'DRN-BLOCK', 'DRN-SEWER', 'DRN-COVER', 'DRN-CHAN', 'DRN-PUMP', 'DRN-OUTF', 'DRN-SEPT', 'WTR-BURST', 'WTR-LEAK', 'WTR-HYD', 'WTR-COVER', 'WTR-FLOAT', 'WTR-POLL', 'WTR-BANK', 'WTR-RAIL', 'UTL-COVER', 'UTL-CABLE', 'UTL-POLE', 'UTL-CAB', 'UTL-SUBST', 'UTL-GAS', 'UTL-HEAT', 'UTL-EV', 'GRN-FALL', 'GRN-HANG', 'GRN-DEAD', 'GRN-PRUNE', 'GRN-ROOT', 'GRN-PEST', 'GRN-LAWN', 'GRN-GUARD', 'GRN-HERIT', 'CLN-STR', 'CLN-GREEN', 'CLN-SURF', 'CLN-POST', 'CLN-SPILL', 'CLN-FAC', 'CLN-DEAD', 'WST-FULL', 'WST-BIN', 'WST-EXPO', 'WST-DUMP', 'WST-BULK', 'WST-MISS', 'WST-HAZ', 'WST-WRECK', 'WST-STA', 'FUR-BENCH', 'FUR-STOP', 'FUR-TOIL', 'FUR-PLAY', 'FUR-BIKE', 'FUR-KIOSK', 'FUR-BOARD', 'FUR-AD', 'FUR-ART', 'FUR-LIFT', 'FUR-MON', 'HAZ-POND', 'HAZ-UNDER', 'HAZ-SNOW', 'HAZ-SLOPE', 'HAZ-FACADE', 'HAZ-FENCE', 'HAZ-DUST', 'HAZ-WORKS', 'HAZ-LEFT', 'HAZ-RAT', 'HAZ-NEST', 'HAZ-MOSQ'
));
ALTER TABLE service.category ADD CONSTRAINT ck_category_class CHECK (
    code ~ '^(LGT|ROD|PED|TRF|DRN|WTR|UTL|GRN|CLN|WST|FUR|HAZ)-[A-Z0-9]+$'
);

CREATE SEQUENCE service.incident_id_seq AS bigint;
SELECT setval('service.incident_id_seq', coalesce(max(incident_id), 0) + 1, false) FROM service.incident;
GRANT USAGE ON SEQUENCE service.incident_id_seq TO gridmap_service_job;

INSERT INTO grids.grid_kind (kind, tiles, name_en, name_zh) VALUES
    ('unit', true, 'unit grid', '单元网格'),
    ('base', true, 'base grid', '基础网格'),
    ('dedicated', false, 'dedicated grid', '专属网格'),
    ('special', false, 'special grid', '专业网格'),
    ('neighbourhood', true, 'neighbourhood', '街区'),
    ('ward', true, 'ward', '选区'),
    ('precinct', true, 'precinct', '分区')
ON CONFLICT ON CONSTRAINT pk_grid_kind DO NOTHING;
