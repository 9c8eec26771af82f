-- Schema 1: tables, guards, policies and the functions that are the only ways in and out.
-- {owner}, {writer}, {reader}, {keeper} and {expiry} stand for the roles; {'…'} for their names as text.
-- Everything is made as {owner}, which nobody logs in as. Times are microseconds since 1970.

CREATE SCHEMA IF NOT EXISTS cairn AUTHORIZATION {owner};

-- Whoever owns a schema drops what is in it, whoever owns that.
DO $cairn$
DECLARE
  v_owner CONSTANT name := (SELECT pg_catalog.pg_get_userbyid(n.nspowner) FROM pg_catalog.pg_namespace n WHERE n.nspname = 'cairn');
BEGIN
  IF v_owner <> {'owner'} THEN
    RAISE EXCEPTION 'The schema cairn was there before and belongs to %: drop it, or ALTER SCHEMA cairn OWNER TO %', v_owner, {'owner'} USING ERRCODE = 'CA007';
  END IF;
END $cairn$;

SET LOCAL ROLE {owner};
SET LOCAL search_path = pg_catalog, pg_temp;
REVOKE ALL ON SCHEMA cairn FROM PUBLIC;
GRANT USAGE ON SCHEMA cairn TO {writer}, {reader}, {keeper}, {expiry};

---------------------------------------------------------------------------------------------------------------- tables

CREATE TABLE cairn.migrations (
  version integer PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());

-- skew_seconds: how far a host's clock may be ahead of this server's.
CREATE TABLE cairn.settings (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO cairn.settings VALUES ('skew_seconds', '300');

-- Who reads what, by login role. application: any tenant, one at a time, by the setting cairn.tenant. admin: a tenant. member: a tenant's entries of one actor.
CREATE TABLE cairn.access (
  role_name name NOT NULL, level text COLLATE "C" NOT NULL, tenant text COLLATE "C", actor_id text COLLATE "C",
  UNIQUE NULLS NOT DISTINCT (role_name, level, tenant, actor_id),
  CHECK (CASE level WHEN 'application' THEN tenant IS NULL AND actor_id IS NULL
                    WHEN 'admin' THEN tenant IS NOT NULL AND actor_id IS NULL
                    WHEN 'member' THEN tenant IS NOT NULL AND actor_id IS NOT NULL ELSE false END));

-- Room on the page for the row's next version: the head moves with every append.
CREATE TABLE cairn.logs (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size bigint NOT NULL, stored_at bigint NOT NULL, generation integer NOT NULL,
  tenant text COLLATE "C" NOT NULL, log_id text COLLATE "C" NOT NULL UNIQUE, origin text COLLATE "C" NOT NULL, secret bytea NOT NULL, edge bytea NOT NULL,
  UNIQUE (tenant, generation)) WITH (fillfactor = 40);

-- month: year and month of stored_at, as 202611; 0 for Cairn's own entries, which never expire. Wide columns last: no padding.
CREATE TABLE cairn.entries (
  log bigint NOT NULL, idx bigint NOT NULL, stored_at bigint NOT NULL, occurred_at bigint NOT NULL, month integer NOT NULL, event_id uuid NOT NULL,
  action text COLLATE "C" NOT NULL, category text COLLATE "C" NOT NULL, actor_type text COLLATE "C" NOT NULL, actor_id text COLLATE "C",
  outcome text COLLATE "C" NOT NULL, leaf bytea NOT NULL,
  PRIMARY KEY (log, idx, month)) PARTITION BY RANGE (month);
CREATE INDEX entries_by_actor ON cairn.entries (log, actor_id, idx);
CREATE INDEX entries_by_action ON cairn.entries (log, action, idx);
CREATE INDEX entries_by_category ON cairn.entries (log, category, idx);
CREATE INDEX entries_by_outcome ON cairn.entries (log, outcome, idx) WHERE outcome <> 'success'; -- Successes are found by index: nearly all are.
CREATE INDEX entries_by_time ON cairn.entries (log, occurred_at, idx);

CREATE TABLE cairn.targets (
  log bigint NOT NULL, idx bigint NOT NULL, month integer NOT NULL, n integer NOT NULL, type text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, idx, n, month)) PARTITION BY RANGE (month);
CREATE INDEX targets_by_id ON cairn.targets (log, id, type, idx);

-- No key: name and subject would make the widest index of all to keep out what verifying names anyway.
CREATE TABLE cairn.disclosures (
  log bigint NOT NULL, idx bigint NOT NULL, key_id bigint NOT NULL, month integer NOT NULL, name text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL, class text COLLATE "C" NOT NULL, body bytea NOT NULL) PARTITION BY RANGE (month);
CREATE INDEX disclosures_by_entry ON cairn.disclosures (log, idx);

-- Not partitioned: an event id is known once, whatever month it came in. Ids of version 7 arrive nearly in order.
CREATE TABLE cairn.replays (log bigint NOT NULL, idx bigint NOT NULL, event_id uuid NOT NULL, digest bytea, PRIMARY KEY (log, event_id));

CREATE TABLE cairn.manifests (log bigint NOT NULL, idx bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (log, idx));

CREATE TABLE cairn.directory (
  log bigint NOT NULL, first_idx bigint NOT NULL, key_id bigint NOT NULL, identifier bytea NOT NULL, subject text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, identifier));
CREATE INDEX directory_by_entry ON cairn.directory (log, first_idx);

CREATE TABLE cairn.tiles (
  log bigint NOT NULL, idx bigint NOT NULL, level integer NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (log, level, idx));
ALTER TABLE cairn.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL; -- Hashes do not compress.

CREATE TABLE cairn.checkpoints (log bigint PRIMARY KEY, note text NOT NULL);

---------------------------------------------------------------------------------------------------- words and numbers

-- One expression: the planner puts it in the caller's place. With a FROM it would be parsed and planned anew at each call.
CREATE FUNCTION cairn.month_of(p_time bigint) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(year FROM timestamp '1970-01-01' + p_time * interval '1 microsecond') * 100
    + extract(month FROM timestamp '1970-01-01' + p_time * interval '1 microsecond'))::integer
$$;

CREATE FUNCTION cairn.base64url(p_bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(encode(p_bytes, 'base64'), E'+/=\n', '-_')
$$;

-- A disclosure's digest, as its leaf has it.
CREATE FUNCTION cairn.digest_of(p_body bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT cairn.base64url(sha256(convert_to(cairn.base64url(p_body), 'UTF8')))
$$;

------------------------------------------------------------------------------------------------------------ attestation

-- The manifests of one kind that entries of the log commit to.
CREATE FUNCTION cairn.attested(p_log bigint, p_kind text) RETURNS TABLE (idx bigint, body jsonb) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.idx, convert_from(m.body, 'UTF8')::jsonb FROM cairn.manifests m JOIN cairn.entries e ON e.log = m.log AND e.idx = m.idx AND e.month = 0
  WHERE m.log = p_log AND e.action = CASE p_kind WHEN 'expired' THEN 'cairn.entries_expired' WHEN 'erased' THEN 'cairn.data_erased' END
    AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'action' = e.action AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'manifest' = cairn.base64url(sha256(m.body))
    AND convert_from(m.body, 'UTF8')::jsonb ->> 'kind' = p_kind
$$;

CREATE FUNCTION cairn.expired_ranges(p_log bigint) RETURNS int8multirange LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(range_agg(int8range((r ->> 0)::bigint, (r ->> 1)::bigint, '[]')), '{}')
  FROM cairn.attested(p_log, 'expired') a, jsonb_array_elements(a.body -> 'ranges') r
$$;

CREATE FUNCTION cairn.erased_digests(p_log bigint) RETURNS text[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(d), '{}') FROM cairn.attested(p_log, 'erased') a, jsonb_array_elements_text(a.body -> 'digests') d
$$;

----------------------------------------------------------------------------------------------------------------- guards

CREATE FUNCTION cairn.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'cairn.% refuses %: the log is append-only', TG_TABLE_NAME, TG_OP USING ERRCODE = 'CA001';
END $$;

-- Admits the role that owns cairn.expire and cairn.erase, which has no members: it is who runs them, and no setting can say so.
CREATE FUNCTION cairn.refuse_unless_expiry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user <> {'expiry'} THEN
    RAISE EXCEPTION 'cairn.% refuses %: the only ways out are cairn.expire and cairn.erase', TG_TABLE_NAME, TG_OP USING ERRCODE = 'CA001';
  END IF;
  RETURN NULL;
END $$;

-- Whoever deletes: nothing goes that the log itself does not attest.
CREATE FUNCTION cairn.require_attestation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_log bigint;
  v_expired int8multirange;
  v_erased text[];
  v_bad bigint;
BEGIN
  FOR v_log IN SELECT DISTINCT g.log FROM gone g LOOP
    v_expired := cairn.expired_ranges(v_log);
    IF TG_ARGV[0] = 'disclosures' THEN
      v_erased := cairn.erased_digests(v_log);
      SELECT g.idx INTO v_bad FROM gone g
        WHERE g.log = v_log AND (g.month = 0 OR NOT v_expired @> g.idx AND NOT cairn.digest_of(g.body) = ANY (v_erased)) LIMIT 1;
    ELSIF TG_ARGV[0] = 'replays' THEN
      SELECT g.idx INTO v_bad FROM gone g WHERE g.log = v_log AND NOT v_expired @> g.idx LIMIT 1;
    ELSIF TG_ARGV[0] = 'directory' THEN
      SELECT g.first_idx INTO v_bad FROM gone g WHERE g.log = v_log
        AND EXISTS (SELECT FROM cairn.disclosures d WHERE d.log = v_log AND d.subject = g.subject) LIMIT 1;
    ELSE
      SELECT g.idx INTO v_bad FROM gone g WHERE g.log = v_log AND (g.month = 0 OR NOT v_expired @> g.idx) LIMIT 1;
    END IF;
    IF v_bad IS NOT NULL THEN
      RAISE EXCEPTION 'cairn.% refuses DELETE: no entry of log % attests what would go at index %', TG_TABLE_NAME, v_log, v_bad USING ERRCODE = 'CA005';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- A log's row moves on, and is nobody else's.
CREATE FUNCTION cairn.refuse_shrinking_log() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.key = OLD.key AND NEW.tenant = OLD.tenant AND NEW.generation = OLD.generation AND NEW.log_id = OLD.log_id
      AND NEW.origin = OLD.origin AND NEW.secret = OLD.secret AND NEW.size >= OLD.size AND NEW.stored_at >= OLD.stored_at
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'cairn.logs refuses this UPDATE: a log only grows' USING ERRCODE = 'CA001';
END $$;

CREATE FUNCTION cairn.refuse_shrinking_tile() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log = OLD.log AND NEW.level = OLD.level AND NEW.idx = OLD.idx AND length(NEW.hashes) BETWEEN length(OLD.hashes) + 1 AND 8192
    AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'cairn.tiles refuses this UPDATE: a tile only grows' USING ERRCODE = 'CA001';
END $$;

-- After an erasure an event's digest is gone, and nothing else of the row.
CREATE FUNCTION cairn.refuse_other_replay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log = OLD.log AND NEW.idx = OLD.idx AND NEW.event_id = OLD.event_id AND NEW.digest IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'cairn.replays refuses this UPDATE: only cairn.erase takes a digest away' USING ERRCODE = 'CA001';
END $$;

CREATE FUNCTION cairn.refuse_moved_checkpoint() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log = OLD.log THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'cairn.checkpoints refuses this UPDATE: a checkpoint stays with its log' USING ERRCODE = 'CA001';
END $$;

-- ALWAYS: session_replication_role does not switch it off.
CREATE FUNCTION cairn.make_trigger(p_table text, p_name text, p_when text, p_function text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER %I %s EXECUTE FUNCTION cairn.%s', p_name, format(p_when, format('cairn.%I', p_table)), p_function);
  EXECUTE format('ALTER TABLE cairn.%I ENABLE ALWAYS TRIGGER %I', p_table, p_name);
END $$;

-- Triggers, forced row-level security, policies and grants of one table. p_kind: the table itself, or of which it is a partition.
CREATE FUNCTION cairn.guard(p_table text, p_kind text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c_whole CONSTANT text := 'log = ANY (ARRAY(SELECT r.log FROM cairn.readable() r WHERE r.actor_id IS NULL))';
  c_some CONSTANT text := 'log = ANY (ARRAY(SELECT r.log FROM cairn.readable() r))';
  v_reads text;
  v_column name;
BEGIN
  PERFORM cairn.make_trigger(p_table, 'refuse_truncate', 'BEFORE TRUNCATE ON %s', 'refuse()');
  IF p_kind IN ('entries', 'targets', 'disclosures', 'replays', 'directory') THEN
    PERFORM cairn.make_trigger(p_table, 'refuse_delete', 'BEFORE DELETE ON %s', 'refuse_unless_expiry()');
    PERFORM cairn.make_trigger(
      p_table, 'require_attestation', 'AFTER DELETE ON %s REFERENCING OLD TABLE AS gone', format('require_attestation(%L)', p_kind));
  ELSIF p_kind <> 'access' AND p_kind <> 'settings' THEN
    PERFORM cairn.make_trigger(p_table, 'refuse_delete', 'BEFORE DELETE ON %s', 'refuse()');
  END IF;

  CASE p_kind
    WHEN 'logs' THEN PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_shrinking_log()');
    WHEN 'tiles' THEN PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_shrinking_tile()');
    WHEN 'replays' THEN
      PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s', 'refuse_unless_expiry()');
      PERFORM cairn.make_trigger(p_table, 'refuse_other_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_other_replay()');
    WHEN 'checkpoints' THEN PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_moved_checkpoint()');
    WHEN 'access', 'settings' THEN NULL;
    ELSE PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s', 'refuse()');
  END CASE;

  -- ANALYZE keeps samples of a column, of every tenant: EXPLAIN's estimates give them away, and an erased name would live on among them.
  FOR v_column IN
    SELECT a.attname FROM pg_attribute a WHERE a.attrelid = format('cairn.%I', p_table)::regclass AND a.attnum > 0
      AND (a.atttypid = 'bytea'::regtype OR a.attname IN ('tenant', 'log_id', 'origin', 'actor_id', 'id', 'subject', 'note', 'role_name'))
  LOOP
    EXECUTE format('ALTER TABLE cairn.%I ALTER COLUMN %I SET STATISTICS 0', p_table, v_column);
  END LOOP;

  EXECUTE format('ALTER TABLE cairn.%I ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE cairn.%I FORCE ROW LEVEL SECURITY', p_table);

  -- The owner writes, and reads what appending needs: no entry's content.
  EXECUTE format('CREATE POLICY owner_inserts ON cairn.%I FOR INSERT TO {owner} WITH CHECK (true)', p_table);
  IF p_kind NOT IN ('entries', 'targets', 'disclosures') THEN
    EXECUTE format('CREATE POLICY owner_reads ON cairn.%I FOR SELECT TO {owner} USING (true)', p_table);
  END IF;
  IF p_kind IN ('logs', 'tiles', 'checkpoints', 'access', 'settings') THEN
    EXECUTE format('CREATE POLICY owner_updates ON cairn.%I FOR UPDATE TO {owner} USING (true)', p_table);
  END IF;
  IF p_kind IN ('access', 'settings') THEN
    EXECUTE format('CREATE POLICY owner_deletes ON cairn.%I FOR DELETE TO {owner} USING (true)', p_table);
  END IF;

  EXECUTE format('CREATE POLICY keeper_reads ON cairn.%I FOR SELECT TO {keeper} USING (true)', p_table);
  EXECUTE format('CREATE POLICY expiry_reads ON cairn.%I FOR SELECT TO {expiry} USING (true)', p_table);
  IF p_kind IN ('entries', 'targets', 'disclosures', 'replays', 'directory') THEN
    EXECUTE format('CREATE POLICY expiry_deletes ON cairn.%I FOR DELETE TO {expiry} USING (true)', p_table);
  END IF;
  IF p_kind = 'replays' THEN
    EXECUTE format('CREATE POLICY expiry_updates ON cairn.%I FOR UPDATE TO {expiry} USING (true)', p_table);
  END IF;

  -- What names its log comes first and by itself, so that an index gives nothing of another's: EXPLAIN ANALYZE counts the rows that a policy took away.
  v_reads := CASE p_kind
    WHEN 'entries' THEN format('%s AND (%s OR (log, actor_id) IN (SELECT r.log, r.actor_id FROM cairn.readable() r WHERE r.actor_id IS NOT NULL))', c_some, c_whole)
    WHEN 'targets' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx AND e.month = %3$I.month))', c_some, c_whole, p_table)
    WHEN 'disclosures' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx AND e.month = %3$I.month))', c_some, c_whole, p_table)
    WHEN 'replays' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx))', c_some, c_whole, p_table)
    WHEN 'logs' THEN replace(c_some, 'log =', 'key =')
    WHEN 'tiles' THEN c_some
    WHEN 'checkpoints' THEN c_some
    WHEN 'manifests' THEN c_whole
    WHEN 'directory' THEN c_whole
  END;
  IF v_reads IS NOT NULL THEN
    EXECUTE format('CREATE POLICY reader_reads ON cairn.%I FOR SELECT TO {reader} USING (%s)', p_table, v_reads);
  END IF;
END $$;

---------------------------------------------------------------------------------------------------------- who reads what

-- The host's own rule: which tenants a login role reads, whole (actor_id null) or one actor's entries. A host replaces it:
-- CREATE OR REPLACE FUNCTION cairn.host_access(p_role name) … as the owner. It runs with the owner's rights.
CREATE FUNCTION cairn.host_access(p_role name) RETURNS TABLE (tenant text, actor_id text) LANGUAGE sql STABLE AS $$
  SELECT NULL::text, NULL::text WHERE false
$$;

-- What the login role reads: whole logs (actor_id null), or one actor's entries in a log. Nobody set reads nothing. The setting cairn.tenant
-- counts for applications alone: a person who may set it would read everyone.
CREATE FUNCTION cairn.readable() RETURNS TABLE (log bigint, actor_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH mine AS (SELECT a.level, a.tenant, a.actor_id FROM cairn.access a WHERE a.role_name = session_user),
  granted AS (
    SELECT m.tenant, m.actor_id FROM mine m WHERE m.level <> 'application'
    UNION ALL
    SELECT h.tenant, h.actor_id FROM cairn.host_access(session_user) h
    UNION ALL
    SELECT current_setting('cairn.tenant', true), NULL
    WHERE NOT EXISTS (SELECT FROM mine m WHERE m.level <> 'application')
      AND (EXISTS (SELECT FROM mine m WHERE m.level = 'application') OR pg_has_role(session_user, {'writer'}, 'MEMBER')))
  SELECT l.key, g.actor_id FROM granted g JOIN cairn.logs l ON l.tenant = g.tenant
$$;

------------------------------------------------------------------------------------------------------------------ months

-- Makes the partitions of a month, guarded before anybody can reach them. Neither readers nor writers wait for it.
CREATE FUNCTION cairn.make_month(p_month integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c_kinds CONSTANT text[] := ARRAY['entries', 'targets', 'disclosures'];
  v_kind text;
  v_name text;
BEGIN
  IF p_month <> 0 AND (p_month NOT BETWEEN 197001 AND 999912 OR p_month % 100 NOT BETWEEN 1 AND 12) THEN
    RAISE EXCEPTION '% is no month: write it as 202611', p_month USING ERRCODE = 'CA003';
  END IF;
  IF to_regclass('cairn.disclosures' || CASE p_month WHEN 0 THEN '_own' ELSE '_' || p_month END) IS NOT NULL THEN
    RETURN;
  END IF;
  IF (SELECT bool_and(to_regclass(format('cairn.%I', k || CASE p_month WHEN 0 THEN '_own' ELSE '_' || p_month END)) IS NOT NULL) FROM unnest(c_kinds) k) THEN
    RETURN;
  END IF;

  -- One at a time. No advisory lock: any login could hold it, and with it every append of a new month.
  LOCK TABLE cairn.migrations IN EXCLUSIVE MODE;
  FOREACH v_kind IN ARRAY c_kinds LOOP
    v_name := v_kind || CASE p_month WHEN 0 THEN '_own' ELSE '_' || p_month END;
    IF to_regclass(format('cairn.%I', v_name)) IS NULL THEN
      EXECUTE format('CREATE TABLE cairn.%I (LIKE cairn.%I INCLUDING STORAGE)', v_name, v_kind);
      PERFORM cairn.guard(v_name, v_kind);
      EXECUTE format('ALTER TABLE cairn.%I ATTACH PARTITION cairn.%I FOR VALUES FROM (%s) TO (%s)', v_kind, v_name, p_month, p_month + 1);
    END IF;
  END LOOP;
END $$;

-- This month and as many after it.
CREATE FUNCTION cairn.make_months(p_ahead integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
  IF p_ahead NOT BETWEEN 0 AND 120 THEN
    RAISE EXCEPTION 'Months are made 0 to 120 ahead, not %', p_ahead USING ERRCODE = 'CA003';
  END IF;
  PERFORM cairn.make_month((extract(year FROM m) * 100 + extract(month FROM m))::integer)
  FROM (SELECT (now() AT TIME ZONE 'UTC') + n * interval '1 month' FROM generate_series(0, p_ahead) n) AS x(m);
END $$;

-- Months in which entries at these indexes are. Asked before entries are read, so that the partitions of other months are left alone.
CREATE FUNCTION cairn.months_of(p_log bigint, p_from bigint, p_to bigint) RETURNS integer[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(DISTINCT e.month) FROM cairn.entries e WHERE e.log = p_log AND e.idx >= p_from AND e.idx < p_to), '{}');
END $$;

-------------------------------------------------------------------------------------------------------------- the way in

-- Appends at the heads of one log or several, in one transaction. Writes everything, or nothing and says why: a head is not where the caller thought (sizes,
-- edges, stored_at say where, for each of logs), ids are known (known_*), or a person is known by another name (clash). Where p_waits is false, logs that
-- somebody else is appending to are not among logs, and nothing waits for them. p_counts: how many of the entries, which stand behind each other, are each log's.
-- Arrays run side by side; *_at: which entry, from 1. A look-up is LATERAL … LIMIT 1: by the whole key, row by row. A planner that never saw the log believes
-- it to be one row, and would read it whole.
CREATE FUNCTION cairn.append(
  p_waits boolean, p_logs bigint[], p_counts integer[], p_sizes bigint[], p_edges bytea[],
  p_ids uuid[], p_leaves bytea[], p_recorded bigint[], p_occurred bigint[], p_actions text[], p_categories text[],
  p_actor_types text[], p_actor_ids text[], p_outcomes text[], p_digests bytea[],
  p_target_at integer[], p_target_n integer[], p_target_types text[], p_target_ids text[],
  p_disclosure_at integer[], p_disclosure_names text[], p_disclosure_subjects text[], p_disclosure_classes text[], p_disclosure_bodies bytea[],
  p_manifest_at integer[], p_manifest_bodies bytea[],
  p_subject_at integer[], p_subject_identifiers bytea[], p_subjects text[],
  p_tile_logs integer[], p_tile_levels integer[], p_tile_indexes bigint[], p_tile_hashes bytea[],
  OUT done boolean, OUT logs bigint[], OUT sizes bigint[], OUT edges bytea[], OUT stored_at bigint[],
  OUT known_at integer[], OUT known_idx bigint[], OUT known_digests bytea[], OUT known_hashes bytea[], OUT clash boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s'
-- Every look-up goes by a key, one at a time (LATERAL … LIMIT 1), under plans made once for each connection: what statistics say of a table at that
-- moment must not decide what an append costs later.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_logs CONSTANT integer := cardinality(p_logs);
  v_count CONSTANT integer := cardinality(p_ids);
  v_of integer[];       -- Each entry's log: its place among the logs,
  v_log bigint[];       -- and its key.
  v_idx bigint[];
  v_newest uuid[];
  v_sizes bigint[];
  v_ahead bigint;
  v_times bigint[];
  v_first bigint;
  v_last bigint;
  v_month integer;
  v_months integer[];
  v_misfit bigint;
BEGIN
  IF v_logs > 0 IS NOT TRUE OR cardinality(p_counts) <> v_logs OR v_count > 0 IS NOT TRUE
    OR (SELECT min(n) > 0 AND sum(n) = v_count FROM unnest(p_counts) n) IS NOT TRUE
  THEN
    RAISE EXCEPTION 'The batch does not say which entries are which log''s' USING ERRCODE = 'CA003';
  END IF;

  -- Whoever takes a lock and falls silent before the transaction ends, its host gone or hung, must not keep it. A limit of the role's own stands.
  IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
    PERFORM set_config('idle_in_transaction_session_timeout', '30s', true);
  END IF;
  IF p_waits THEN
    SELECT array_agg(h.key ORDER BY h.at), array_agg(h.size ORDER BY h.at), array_agg(h.edge ORDER BY h.at), array_agg(h.stored_at ORDER BY h.at)
      INTO logs, sizes, edges, stored_at
      FROM (SELECT l.key, l.size, l.edge, l.stored_at, array_position(p_logs, l.key) AS at FROM cairn.logs l WHERE l.key = ANY (p_logs) ORDER BY l.key FOR NO KEY UPDATE) AS h;
    IF logs IS DISTINCT FROM p_logs THEN
      RAISE EXCEPTION 'There is no log %', (SELECT k FROM unnest(p_logs) k WHERE NOT k = ANY (coalesce(logs, '{}')) LIMIT 1) USING ERRCODE = 'CA004';
    END IF;
  ELSE
    SELECT array_agg(h.key ORDER BY h.at), array_agg(h.size ORDER BY h.at), array_agg(h.edge ORDER BY h.at), array_agg(h.stored_at ORDER BY h.at)
      INTO logs, sizes, edges, stored_at
      FROM (SELECT l.key, l.size, l.edge, l.stored_at, array_position(p_logs, l.key) AS at FROM cairn.logs l WHERE l.key = ANY (p_logs) FOR NO KEY UPDATE SKIP LOCKED) AS h;
  END IF;

  SELECT array_agg(u.g ORDER BY u.g, n), array_agg(p_logs[u.g] ORDER BY u.g, n), array_agg(p_sizes[u.g] + n - 1 ORDER BY u.g, n)
    INTO v_of, v_log, v_idx
    FROM unnest(p_counts) WITH ORDINALITY AS u(count, g) CROSS JOIN LATERAL generate_series(1, u.count) AS n;

  -- Ids of version 7 ascend: those beyond the newest need no look-up. The leaf hash comes from the tile: no month has to be searched for the entry.
  SELECT array_agg(n.event_id ORDER BY u.g) INTO v_newest FROM unnest(p_logs) WITH ORDINALITY AS u(log, g)
    LEFT JOIN LATERAL (SELECT r.event_id FROM cairn.replays r WHERE r.log = u.log ORDER BY r.event_id DESC LIMIT 1) n ON true;
  SELECT array_agg(u.at::integer), array_agg(r.idx), array_agg(r.digest), array_agg(substr(t.hashes, 1 + 32 * (r.idx & 255)::integer, 32))
    INTO known_at, known_idx, known_digests, known_hashes
    FROM unnest(p_ids, v_log, v_of) WITH ORDINALITY AS u(id, log, g, at)
    CROSS JOIN LATERAL (SELECT k.idx, k.digest FROM cairn.replays k WHERE k.log = u.log AND k.event_id = u.id LIMIT 1) r
    LEFT JOIN LATERAL (SELECT h.hashes FROM cairn.tiles h WHERE h.log = u.log AND h.level = 0 AND h.idx = r.idx >> 8 LIMIT 1) t ON true
    WHERE u.id <= v_newest[u.g];
  done := coalesce(logs = p_logs AND sizes = p_sizes AND known_at IS NULL AND p_leaves IS NOT NULL, false);
  clash := done AND cardinality(p_subject_at) > 0 AND EXISTS (
    SELECT FROM unnest(p_subject_at, p_subject_identifiers, p_subjects) AS u(at, identifier, subject)
    CROSS JOIN LATERAL (SELECT p.subject FROM cairn.directory p WHERE p.log = v_log[u.at] AND p.identifier = u.identifier LIMIT 1) d WHERE d.subject <> u.subject);
  done := done AND NOT clash;
  IF NOT done THEN
    RETURN;
  END IF;

  SELECT array_agg(u.size + u.count ORDER BY u.g) INTO v_sizes FROM unnest(p_sizes, p_counts) WITH ORDINALITY AS u(size, count, g);
  IF cardinality(p_leaves) <> v_count OR cardinality(p_recorded) <> v_count OR cardinality(p_occurred) <> v_count OR cardinality(p_actions) <> v_count
    OR cardinality(p_categories) <> v_count OR cardinality(p_actor_types) <> v_count OR cardinality(p_actor_ids) <> v_count
    OR cardinality(p_outcomes) <> v_count OR cardinality(p_digests) <> v_count OR cardinality(p_edges) <> v_logs
    OR EXISTS (SELECT FROM unnest(p_edges, v_sizes) AS u(edge, size) WHERE (length(u.edge) = 32 * bit_count(u.size::bit(64))) IS NOT TRUE)
    OR EXISTS (SELECT FROM (SELECT unnest(p_leaves), unnest(p_digests)) AS u(leaf, digest)
      WHERE (length(u.leaf) BETWEEN 1 AND 65535 AND length(u.digest) = 32) IS NOT TRUE)
  THEN
    RAISE EXCEPTION 'The batch has not the shape of % entries', v_count USING ERRCODE = 'CA003';
  END IF;

  -- Each piece begins where its tile ends, or the tile where it begins, and together they are all hashes that are new.
  IF (SELECT (bool_and(length(u.hashes) > 0 AND length(u.hashes) % 32 = 0
      AND u.level BETWEEN 0 AND 7 AND u.first >> 8 = u.idx AND u.last = least(u.first + 256 - u.first % 256, u.size >> (8 * u.level))) AND sum(u.last - u.first) = (
      SELECT sum((s.size >> (8 * level)) - (s.was >> (8 * level))) FROM unnest(v_sizes, p_sizes) AS s(size, was), generate_series(0, 7) level)) IS NOT TRUE
    FROM (
      SELECT t.level, t.idx, t.hashes, v_sizes[t.g] AS size, greatest(t.idx << 8, p_sizes[t.g] >> (8 * t.level)) AS first,
        greatest(t.idx << 8, p_sizes[t.g] >> (8 * t.level)) + length(t.hashes) / 32 AS last
      FROM unnest(p_tile_logs, p_tile_levels, p_tile_indexes, p_tile_hashes) AS t(g, level, idx, hashes)) AS u)
  THEN
    RAISE EXCEPTION 'The tiles are not those of % entries', v_count USING ERRCODE = 'CA003';
  END IF;

  SELECT max(t) - (extract(epoch FROM clock_timestamp()) * 1000000)::bigint INTO v_ahead FROM unnest(p_recorded) t;
  IF v_ahead > coalesce((SELECT s.value::bigint FROM cairn.settings s WHERE s.name = 'skew_seconds'), 300) * 1000000 THEN
    RAISE EXCEPTION 'The host''s clock is % seconds ahead of this server''s, more than is allowed', v_ahead / 1000000 USING ERRCODE = 'CA002';
  END IF;

  -- The store's time is the greatest time of sealing so far: it never runs backwards.
  SELECT array_agg(u.t ORDER BY u.at) INTO v_times
    FROM (SELECT greatest(append.stored_at[r.g], max(r.t) OVER (PARTITION BY r.g ORDER BY r.at)), r.at
      FROM unnest(p_recorded, v_of) WITH ORDINALITY AS r(t, g, at)) AS u(t, at);
  SELECT min(t), max(t) INTO v_first, v_last FROM unnest(v_times) t;
  v_month := cairn.month_of(v_last);
  IF cairn.month_of(v_first) = v_month AND NOT EXISTS (SELECT FROM unnest(p_actions) a WHERE starts_with(a, 'cairn.')) THEN
    v_months := array_fill(v_month, ARRAY[v_count]);
    IF to_regclass('cairn.disclosures_' || v_month) IS NULL THEN
      PERFORM cairn.make_month(v_month);
    END IF;
  ELSE
    SELECT array_agg(CASE WHEN starts_with(u.action, 'cairn.') THEN 0 ELSE cairn.month_of(u.t) END ORDER BY u.at) INTO v_months
      FROM unnest(v_times, p_actions) WITH ORDINALITY AS u(t, action, at);
    PERFORM cairn.make_month(m) FROM (SELECT DISTINCT m FROM unnest(v_months) m) AS u(m) WHERE m <> 0;
  END IF;

  -- Sets in the select list go through no table of their own, as unnest in FROM would.
  INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
    SELECT unnest(v_log), unnest(v_idx), unnest(v_times), unnest(p_occurred), unnest(v_months), unnest(p_ids), unnest(p_actions), unnest(p_categories),
      unnest(p_actor_types), unnest(p_actor_ids), unnest(p_outcomes), unnest(p_leaves);
  INSERT INTO cairn.replays (log, idx, event_id, digest) SELECT unnest(v_log), unnest(v_idx), unnest(p_ids), unnest(p_digests);
  INSERT INTO cairn.targets (log, idx, month, n, type, id)
    SELECT v_log[u.at], v_idx[u.at], v_months[u.at], u.n, u.type, u.id
    FROM (SELECT unnest(p_target_at), unnest(p_target_n), unnest(p_target_types), unnest(p_target_ids)) AS u(at, n, type, id);
  INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, body)
    SELECT v_log[u.at], v_idx[u.at], 0, v_months[u.at], u.name, u.subject, u.class, u.body
    FROM (SELECT unnest(p_disclosure_at), unnest(p_disclosure_names), unnest(p_disclosure_subjects), unnest(p_disclosure_classes), unnest(p_disclosure_bodies))
      AS u(at, name, subject, class, body);
  IF cardinality(p_manifest_at) > 0 THEN
    INSERT INTO cairn.manifests (log, idx, body) SELECT v_log[u.at], v_idx[u.at], u.body FROM unnest(p_manifest_at, p_manifest_bodies) AS u(at, body);
  END IF;
  IF cardinality(p_subject_at) > 0 THEN
    INSERT INTO cairn.directory (log, first_idx, key_id, identifier, subject)
      SELECT v_log[u.at], v_idx[u.at], 0, u.identifier, u.subject FROM unnest(p_subject_at, p_subject_identifiers, p_subjects) AS u(at, identifier, subject)
      ON CONFLICT (log, identifier) DO NOTHING;
  END IF;

  WITH grown AS (
    INSERT INTO cairn.tiles AS t (log, idx, level, hashes)
      SELECT p_logs[u.g], u.idx, u.level, u.hashes FROM unnest(p_tile_logs, p_tile_levels, p_tile_indexes, p_tile_hashes) AS u(g, level, idx, hashes)
      ON CONFLICT (log, level, idx) DO UPDATE SET hashes = t.hashes || excluded.hashes
      RETURNING t.log, length(t.hashes) = 32 * (least((t.idx + 1) << 8, v_sizes[array_position(p_logs, t.log)] >> (8 * t.level)) - (t.idx << 8)) AS fits)
  SELECT g.log INTO v_misfit FROM grown g WHERE g.fits IS NOT TRUE LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The open tiles of log % are not as Cairn left them', v_misfit USING ERRCODE = 'CA006';
  END IF;

  sizes := v_sizes;
  edges := p_edges;
  SELECT array_agg(u.t ORDER BY u.g) INTO stored_at FROM (SELECT max(r.t), r.g FROM unnest(v_times, v_of) AS r(t, g) GROUP BY r.g) AS u(t, g);
  UPDATE cairn.logs l SET size = append.sizes[array_position(p_logs, l.key)], edge = append.edges[array_position(p_logs, l.key)],
    stored_at = append.stored_at[array_position(p_logs, l.key)] WHERE l.key = ANY (p_logs);

  -- When this returns, the entries survive a power cut, whatever the role or the database was set to.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

-- cairn.append for what nearly every append is: new entries of one log, none of them Cairn's own, which name nobody for the first time. The same checks and the
-- same rows, without grouping anything by log, which takes the server longer than writing a few entries; whatever is not as usual goes the long way.
CREATE FUNCTION cairn.append_to_one(
  p_waits boolean, p_logs bigint[], p_counts integer[], p_sizes bigint[], p_edges bytea[],
  p_ids uuid[], p_leaves bytea[], p_recorded bigint[], p_occurred bigint[], p_actions text[], p_categories text[],
  p_actor_types text[], p_actor_ids text[], p_outcomes text[], p_digests bytea[],
  p_target_at integer[], p_target_n integer[], p_target_types text[], p_target_ids text[],
  p_disclosure_at integer[], p_disclosure_names text[], p_disclosure_subjects text[], p_disclosure_classes text[], p_disclosure_bodies bytea[],
  p_manifest_at integer[], p_manifest_bodies bytea[],
  p_subject_at integer[], p_subject_identifiers bytea[], p_subjects text[],
  p_tile_logs integer[], p_tile_levels integer[], p_tile_indexes bigint[], p_tile_hashes bytea[],
  OUT done boolean, OUT logs bigint[], OUT sizes bigint[], OUT edges bytea[], OUT stored_at bigint[],
  OUT known_at integer[], OUT known_idx bigint[], OUT known_digests bytea[], OUT known_hashes bytea[], OUT clash boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s'
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_log CONSTANT bigint := p_logs[1];
  v_count CONSTANT integer := cardinality(p_ids);
  v_size bigint;
  v_to bigint;
  v_head bytea;
  v_edge bytea;
  v_time bigint;
  v_newest uuid;
  v_first bigint;
  v_last bigint;
  v_now bigint;
  v_month integer;
  v_times bigint[];
  v_is_usual boolean;
  v_level integer;
  v_idx bigint;
  v_hashes bytea;
  v_from bigint;
  v_length integer;
  v_left bigint;
BEGIN
  -- Whoever takes a lock and falls silent before the transaction ends, its host gone or hung, must not keep it. A limit of the role's own stands.
  IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
    PERFORM set_config('idle_in_transaction_session_timeout', '30s', true);
  END IF;
  IF p_waits THEN
    SELECT l.size, l.edge, l.stored_at INTO v_size, v_head, v_time FROM cairn.logs l WHERE l.key = v_log FOR NO KEY UPDATE;
  ELSE
    SELECT l.size, l.edge, l.stored_at INTO v_size, v_head, v_time FROM cairn.logs l WHERE l.key = v_log FOR NO KEY UPDATE SKIP LOCKED;
  END IF;
  v_is_usual := v_size = p_sizes[1] AND cardinality(p_logs) = 1 AND p_counts = ARRAY[v_count] AND v_count > 0 AND cardinality(p_sizes) = 1 AND cardinality(p_edges) = 1
    AND cardinality(p_leaves) = v_count AND cardinality(p_recorded) = v_count AND cardinality(p_occurred) = v_count AND cardinality(p_actions) = v_count
    AND cardinality(p_categories) = v_count AND cardinality(p_actor_types) = v_count AND cardinality(p_actor_ids) = v_count AND cardinality(p_outcomes) = v_count
    AND cardinality(p_digests) = v_count AND cardinality(p_manifest_at) = 0 AND cardinality(p_subject_at) = 0 AND cardinality(p_tile_hashes) > 0;
  IF v_is_usual THEN
    v_to := v_size + v_count;
    v_edge := p_edges[1];
    SELECT r.event_id INTO v_newest FROM cairn.replays r WHERE r.log = v_log ORDER BY r.event_id DESC LIMIT 1;
    IF v_count = 1 THEN
      v_is_usual := p_ids[1] > v_newest AND NOT starts_with(p_actions[1], 'cairn.') AND length(p_leaves[1]) BETWEEN 1 AND 65535 AND length(p_digests[1]) = 32;
      v_first := greatest(v_time, p_recorded[1]);
      v_last := v_first;
      v_times := ARRAY[v_first];
    ELSE
      SELECT bool_and(u.id > v_newest AND NOT starts_with(u.action, 'cairn.') AND length(u.leaf) BETWEEN 1 AND 65535 AND length(u.digest) = 32) AND count(u.recorded) = v_count
        INTO v_is_usual
        FROM (SELECT unnest(p_ids), unnest(p_actions), unnest(p_leaves), unnest(p_digests), unnest(p_recorded)) AS u(id, action, leaf, digest, recorded);
      -- The store's time is the greatest time of sealing so far: it never runs backwards.
      v_times := ARRAY(SELECT greatest(v_time, max(u.t) OVER (ORDER BY u.at)) FROM unnest(p_recorded) WITH ORDINALITY AS u(t, at) ORDER BY u.at);
      v_first := v_times[1];
      v_last := v_times[v_count];
    END IF;
    v_now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    IF v_last > v_now THEN
      v_is_usual := v_is_usual AND v_last - v_now <= coalesce((SELECT s.value::bigint FROM cairn.settings s WHERE s.name = 'skew_seconds'), 300) * 1000000;
    END IF;
    v_month := cairn.month_of(v_last);
    v_is_usual := v_is_usual AND cairn.month_of(v_first) = v_month AND to_regclass('cairn.disclosures_' || v_month) IS NOT NULL
      AND length(v_edge) = 32 * bit_count(v_to::bit(64));
  END IF;
  IF v_is_usual IS NOT TRUE THEN
    SELECT a.* INTO done, logs, sizes, edges, stored_at, known_at, known_idx, known_digests, known_hashes, clash FROM cairn.append(
      p_waits, p_logs, p_counts, p_sizes, p_edges, p_ids, p_leaves, p_recorded, p_occurred, p_actions, p_categories, p_actor_types, p_actor_ids, p_outcomes, p_digests,
      p_target_at, p_target_n, p_target_types, p_target_ids,
      p_disclosure_at, p_disclosure_names, p_disclosure_subjects, p_disclosure_classes, p_disclosure_bodies,
      p_manifest_at, p_manifest_bodies, p_subject_at, p_subject_identifiers, p_subjects, p_tile_logs, p_tile_levels, p_tile_indexes, p_tile_hashes) a;
    RETURN;
  END IF;

  IF v_count = 1 THEN
    INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
      VALUES (v_log, v_size, v_first, p_occurred[1], v_month, p_ids[1], p_actions[1], p_categories[1], p_actor_types[1], p_actor_ids[1], p_outcomes[1], p_leaves[1]);
    INSERT INTO cairn.replays (log, idx, event_id, digest) VALUES (v_log, v_size, p_ids[1], p_digests[1]);
  ELSE
    INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
      SELECT v_log, generate_series(v_size, v_to - 1), unnest(v_times), unnest(p_occurred), v_month, unnest(p_ids), unnest(p_actions), unnest(p_categories),
        unnest(p_actor_types), unnest(p_actor_ids), unnest(p_outcomes), unnest(p_leaves);
    INSERT INTO cairn.replays (log, idx, event_id, digest) SELECT v_log, generate_series(v_size, v_to - 1), unnest(p_ids), unnest(p_digests);
  END IF;
  IF cardinality(p_target_at) > 0 THEN
    INSERT INTO cairn.targets (log, idx, month, n, type, id)
      SELECT v_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, v_month, u.n, u.type, u.id
      FROM (SELECT unnest(p_target_at), unnest(p_target_n), unnest(p_target_types), unnest(p_target_ids)) AS u(at, n, type, id);
  END IF;
  IF cardinality(p_disclosure_at) > 0 THEN
    INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, body)
      SELECT v_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, 0, v_month, u.name, u.subject, u.class, u.body
      FROM (SELECT unnest(p_disclosure_at), unnest(p_disclosure_names), unnest(p_disclosure_subjects), unnest(p_disclosure_classes), unnest(p_disclosure_bodies))
        AS u(at, name, subject, class, body);
  END IF;

  -- Each piece begins where its tile ends, or the tile where it begins, and together they are all hashes that are new.
  v_left := 0;
  FOR level IN 0 .. 7 LOOP
    v_left := v_left + (v_to >> (8 * level)) - (v_size >> (8 * level));
    EXIT WHEN v_to >> (8 * level) = v_size >> (8 * level);
  END LOOP;
  FOR at IN 1 .. cardinality(p_tile_hashes) LOOP
    v_level := p_tile_levels[at];
    v_idx := p_tile_indexes[at];
    v_hashes := p_tile_hashes[at];
    v_from := greatest(v_idx << 8, v_size >> (8 * v_level));
    v_length := length(v_hashes) / 32;
    IF (v_level BETWEEN 0 AND 7 AND v_length > 0 AND length(v_hashes) % 32 = 0 AND v_from >> 8 = v_idx
      AND v_from + v_length = least((v_idx + 1) << 8, v_to >> (8 * v_level))) IS NOT TRUE
    THEN
      RAISE EXCEPTION 'The tiles are not those of % entries', v_count USING ERRCODE = 'CA003';
    END IF;
    v_left := v_left - v_length;
    v_length := v_length + (v_from & 255);
    IF v_from & 255 = 0 THEN
      INSERT INTO cairn.tiles (log, idx, level, hashes) VALUES (v_log, v_idx, v_level, v_hashes) ON CONFLICT DO NOTHING;
    ELSE
      UPDATE cairn.tiles t SET hashes = t.hashes || v_hashes WHERE t.log = v_log AND t.level = v_level AND t.idx = v_idx AND length(t.hashes) = 32 * (v_from & 255);
    END IF;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'The open tiles of log % are not as Cairn left them', v_log USING ERRCODE = 'CA006';
    END IF;
  END LOOP;
  IF v_left <> 0 THEN
    RAISE EXCEPTION 'The tiles are not those of % entries', v_count USING ERRCODE = 'CA003';
  END IF;

  UPDATE cairn.logs l SET size = v_to, edge = v_edge, stored_at = v_last WHERE l.key = v_log;
  done := true;
  clash := false;
  logs := p_logs;
  sizes := ARRAY[v_to];
  edges := p_edges;
  stored_at := ARRAY[v_last];

  -- When this returns, the entries survive a power cut, whatever the role or the database was set to.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

-- Stores the log unless its tenant and generation are there; in both cases returns what is stored.
CREATE FUNCTION cairn.create_log(p_tenant text, p_generation integer, p_log_id text, p_origin text, p_secret bytea)
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF length(p_secret) <> 32 OR length(p_tenant) NOT BETWEEN 1 AND 64 OR length(p_log_id) <> 26 OR p_generation < 1 THEN
    RAISE EXCEPTION 'That is no log' USING ERRCODE = 'CA003';
  END IF;
  INSERT INTO cairn.logs AS l (size, stored_at, generation, tenant, log_id, origin, secret, edge)
    VALUES (0, 0, p_generation, p_tenant, p_log_id, p_origin, p_secret, '') ON CONFLICT ON CONSTRAINT logs_tenant_generation_key DO NOTHING;
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  RETURN QUERY SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret FROM cairn.logs l WHERE l.tenant = p_tenant AND l.generation = p_generation;
END $$;

CREATE FUNCTION cairn.publish_checkpoints(p_logs bigint[], p_notes text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_bad bigint;
BEGIN
  SELECT u.log INTO v_bad FROM unnest(p_logs, p_notes) AS u(log, note)
    WHERE (length(u.note) <= 65535 AND EXISTS (SELECT FROM cairn.logs l WHERE l.key = u.log)) IS NOT TRUE LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'There is no log %, or that is no checkpoint', v_bad USING ERRCODE = 'CA004';
  END IF;
  INSERT INTO cairn.checkpoints (log, note) SELECT u.log, u.note FROM unnest(p_logs, p_notes) AS u(log, note) ORDER BY u.log
    ON CONFLICT (log) DO UPDATE SET note = excluded.note;
END $$;

CREATE FUNCTION cairn.schema_version() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT max(m.version) FROM cairn.migrations m
$$;

-------------------------------------------------------------------------------- what recording reads, without a right on a table

CREATE FUNCTION cairn.list_logs() RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret FROM cairn.logs l ORDER BY l.tenant, l.generation
$$;

-- Of one log or several; plans as for cairn.append.
CREATE FUNCTION cairn.read_heads(p_logs bigint[]) RETURNS TABLE (log bigint, size bigint, edge bytea, stored_at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT u.log, h.size, h.edge, h.stored_at FROM unnest(p_logs) AS u(log)
    CROSS JOIN LATERAL (SELECT l.size, l.edge, l.stored_at FROM cairn.logs l WHERE l.key = u.log LIMIT 1) h;
END $$;

CREATE FUNCTION cairn.read_tiles(p_logs bigint[], p_levels integer[], p_indexes bigint[]) RETURNS TABLE (log bigint, level integer, idx bigint, hashes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT u.log, u.level, u.idx, t.hashes FROM unnest(p_logs, p_levels, p_indexes) AS u(log, level, idx)
    CROSS JOIN LATERAL (SELECT x.hashes FROM cairn.tiles x WHERE x.log = u.log AND x.level = u.level AND x.idx = u.idx LIMIT 1) t;
END $$;

CREATE FUNCTION cairn.read_checkpoints(p_logs bigint[]) RETURNS TABLE (log bigint, note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT u.log, c.note FROM unnest(p_logs) AS u(log) CROSS JOIN LATERAL (SELECT k.note FROM cairn.checkpoints k WHERE k.log = u.log LIMIT 1) c;
END $$;

-- How far every log has come, and what was published of it: what a host with the key looks at every few seconds.
CREATE FUNCTION cairn.read_progress()
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea, size bigint, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret, l.size, c.note
  FROM cairn.logs l LEFT JOIN cairn.checkpoints c ON c.log = l.key ORDER BY l.tenant, l.generation
$$;

CREATE FUNCTION cairn.find_event(p_log bigint, p_id uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.idx FROM cairn.replays r WHERE r.log = p_log AND r.event_id = p_id
$$;

CREATE FUNCTION cairn.find_subjects(p_logs bigint[], p_identifiers bytea[])
RETURNS TABLE (log bigint, first_idx bigint, identifier bytea, subject text, key_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT u.log, d.first_idx, u.identifier, d.subject, d.key_id FROM unnest(p_logs, p_identifiers) AS u(log, identifier)
    CROSS JOIN LATERAL (SELECT k.first_idx, k.subject, k.key_id FROM cairn.directory k WHERE k.log = u.log AND k.identifier = u.identifier LIMIT 1) d;
END $$;

----------------------------------------------------------------------------------------------------------- the ways out

-- Deletes the entries that the manifest at this index attests, with all that stands beside them; Cairn's own stay. Returns how many went.
CREATE FUNCTION cairn.expire(p_log bigint, p_manifest bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_ranges jsonb;
  v_from bigint;
  v_to bigint;
  v_gone bigint;
  v_total bigint := 0;
BEGIN
  SELECT a.body -> 'ranges' INTO v_ranges FROM cairn.attested(p_log, 'expired') a WHERE a.idx = p_manifest;
  IF v_ranges IS NULL THEN
    RAISE EXCEPTION 'Entry % of log % attests no expiry', p_manifest, p_log USING ERRCODE = 'CA005';
  END IF;
  FOR v_from, v_to IN SELECT (r ->> 0)::bigint, (r ->> 1)::bigint FROM jsonb_array_elements(v_ranges) r LOOP
    DELETE FROM cairn.replays r USING cairn.entries e
      WHERE e.log = p_log AND e.idx BETWEEN v_from AND v_to AND e.month <> 0 AND r.log = p_log AND r.event_id = e.event_id AND r.idx = e.idx;
    DELETE FROM cairn.targets t WHERE t.log = p_log AND t.idx BETWEEN v_from AND v_to AND t.month <> 0;
    DELETE FROM cairn.disclosures d WHERE d.log = p_log AND d.idx BETWEEN v_from AND v_to AND d.month <> 0;
    DELETE FROM cairn.entries e WHERE e.log = p_log AND e.idx BETWEEN v_from AND v_to AND e.month <> 0;
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    v_total := v_total + v_gone;
  END LOOP;
  RETURN v_total;
END $$;

-- Deletes, at these indexes, the disclosures that the manifest attests, with the digests of their events; and from the directory those of these
-- persons of whom no disclosure is left. Returns how many disclosures went.
CREATE FUNCTION cairn.erase(p_log bigint, p_manifest bigint, p_indexes bigint[], p_subjects text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_digests text[];
  v_touched bigint[];
BEGIN
  SELECT array_agg(d) INTO v_digests FROM cairn.attested(p_log, 'erased') a, jsonb_array_elements_text(a.body -> 'digests') d WHERE a.idx = p_manifest;
  IF v_digests IS NULL THEN
    RAISE EXCEPTION 'Entry % of log % attests no erasure', p_manifest, p_log USING ERRCODE = 'CA005';
  END IF;
  WITH gone AS (
    DELETE FROM cairn.disclosures d WHERE d.log = p_log AND d.idx = ANY (p_indexes) AND d.month <> 0 AND cairn.digest_of(d.body) = ANY (v_digests) RETURNING d.idx)
  SELECT coalesce(array_agg(g.idx), '{}') INTO v_touched FROM gone g;
  UPDATE cairn.replays r SET digest = NULL FROM cairn.entries e
    WHERE e.log = p_log AND e.idx = ANY (v_touched) AND r.log = p_log AND r.event_id = e.event_id AND r.idx = e.idx AND r.digest IS NOT NULL;
  DELETE FROM cairn.directory p WHERE p.log = p_log AND p.subject = ANY (p_subjects);
  RETURN cardinality(v_touched);
END $$;

-- Whether everything in a month is attested as expired, in every log.
CREATE FUNCTION cairn.is_expired(p_month integer) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_log bigint;
  v_ranges int8multirange;
BEGIN
  FOR v_log IN SELECT l.key FROM cairn.logs l LOOP
    v_ranges := cairn.expired_ranges(v_log);
    IF EXISTS (SELECT FROM cairn.entries e WHERE e.log = v_log AND e.month = p_month AND NOT v_ranges @> e.idx) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Forgets the ids of a month's events, which are not in its partitions.
CREATE FUNCTION cairn.forget_ids(p_month integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM cairn.replays r USING cairn.entries e WHERE e.month = p_month AND r.log = e.log AND r.event_id = e.event_id AND r.idx = e.idx;
END $$;

-- Drops a month whole, when everything that is left in it is attested as expired.
CREATE FUNCTION cairn.drop_month(p_month integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_kind text;
BEGIN
  LOCK TABLE cairn.migrations IN EXCLUSIVE MODE;
  IF to_regclass('cairn.entries_' || p_month) IS NOT NULL THEN
    EXECUTE format('LOCK TABLE cairn.%I IN SHARE MODE', 'entries_' || p_month); -- What a late host is appending to it is seen, or waits.
  END IF;
  IF p_month = 0 OR p_month >= cairn.month_of((extract(epoch FROM now()) * 1000000)::bigint) OR NOT cairn.is_expired(p_month) THEN
    RAISE EXCEPTION 'Month % is not over, or holds entries that no log attests as expired', p_month USING ERRCODE = 'CA005';
  END IF;
  PERFORM cairn.forget_ids(p_month);
  FOREACH v_kind IN ARRAY ARRAY['entries', 'targets', 'disclosures'] LOOP -- As appending takes them: it holds nothing then that this waits for.
    EXECUTE format('DROP TABLE IF EXISTS cairn.%I', v_kind || '_' || p_month);
  END LOOP;
END $$;

----------------------------------------------------------------------------------------------------- guards and rights, set

SELECT cairn.guard(t, t) FROM unnest(ARRAY['migrations', 'settings', 'access', 'logs', 'entries', 'targets', 'disclosures', 'replays',
  'manifests', 'directory', 'tiles', 'checkpoints']) t;
SELECT cairn.make_month(0);
SELECT cairn.make_months(3);

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cairn FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cairn.append, cairn.append_to_one, cairn.create_log, cairn.publish_checkpoints, cairn.list_logs, cairn.read_heads, cairn.read_tiles,
  cairn.read_checkpoints, cairn.read_progress, cairn.find_event, cairn.find_subjects, cairn.make_months TO {writer};
GRANT EXECUTE ON FUNCTION cairn.readable, cairn.months_of TO {reader};
GRANT EXECUTE ON FUNCTION cairn.months_of, cairn.expire, cairn.erase, cairn.drop_month, cairn.make_months TO {keeper};
GRANT EXECUTE ON FUNCTION cairn.attested, cairn.expired_ranges, cairn.erased_digests, cairn.base64url, cairn.digest_of TO {expiry};
GRANT EXECUTE ON FUNCTION cairn.schema_version TO {writer}, {reader}, {keeper};

-- Partitions get no right: they are reached by their parent alone. Readers read no secret: with it, a person's pseudonym could be looked up.
GRANT SELECT (key, tenant, generation, log_id, origin, size, edge, stored_at) ON cairn.logs TO {reader};
GRANT SELECT ON cairn.entries, cairn.targets, cairn.disclosures, cairn.replays, cairn.manifests, cairn.directory, cairn.tiles, cairn.checkpoints TO {reader};
GRANT SELECT ON cairn.migrations, cairn.settings, cairn.access, cairn.logs, cairn.entries, cairn.targets, cairn.disclosures, cairn.replays, cairn.manifests,
  cairn.directory, cairn.tiles, cairn.checkpoints TO {keeper};
GRANT SELECT ON cairn.logs, cairn.entries, cairn.targets, cairn.disclosures, cairn.replays, cairn.manifests, cairn.directory TO {expiry};
GRANT DELETE ON cairn.entries, cairn.targets, cairn.disclosures, cairn.replays, cairn.directory TO {expiry};
GRANT UPDATE (digest) ON cairn.replays TO {expiry};

-- The ways out belong to a role without members. It may make nothing afterwards; where one role is all roles, that role may.
GRANT CREATE ON SCHEMA cairn TO {expiry};
RESET ROLE;
ALTER FUNCTION cairn.expire OWNER TO {expiry};
ALTER FUNCTION cairn.erase OWNER TO {expiry};
ALTER FUNCTION cairn.is_expired OWNER TO {expiry};
ALTER FUNCTION cairn.forget_ids OWNER TO {expiry};
SET LOCAL ROLE {expiry};
GRANT EXECUTE ON FUNCTION cairn.is_expired, cairn.forget_ids TO {owner};
SET LOCAL ROLE {owner};
REVOKE CREATE ON SCHEMA cairn FROM {expiry};
GRANT CREATE ON SCHEMA cairn TO {owner};
RESET ROLE;
