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

-- serves: the oldest version whose hosts may go on with the schema as this version leaves it.
CREATE TABLE cairn.migrations (
  version integer PRIMARY KEY, checksum text NOT NULL, serves integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());

-- skew_seconds: how far a host's clock may be ahead of this server's. floor_days, floor_days:category:NAME, floor_days:action:NAME: how many days entries stay at
-- least, whatever a plan says; of several that fit, the longest counts.
CREATE TABLE cairn.settings (
  name text PRIMARY KEY, value text NOT NULL,
  CHECK (name <> 'skew_seconds' AND name NOT LIKE 'floor\_days%' OR value ~ '^[0-9]{1,10}$'));
INSERT INTO cairn.settings VALUES ('skew_seconds', '300');

-- Who reads what, by login role, a row a tenant. application: one tenant at a time, by the setting cairn.tenant; any tenant, or only those that it has rows for.
-- admin: a tenant. member: a tenant's entries of one actor. operator: every tenant.
CREATE TABLE cairn.access (
  role_name name NOT NULL, level text COLLATE "C" NOT NULL, tenant text COLLATE "C", actor_id text COLLATE "C",
  UNIQUE NULLS NOT DISTINCT (role_name, level, tenant, actor_id),
  CHECK (CASE level WHEN 'application' THEN actor_id IS NULL
                    WHEN 'operator' THEN tenant IS NULL AND actor_id IS NULL
                    WHEN 'admin' THEN tenant IS NOT NULL AND actor_id IS NULL
                    WHEN 'member' THEN tenant IS NOT NULL AND actor_id IS NOT NULL ELSE false END));

-- Never changes: what moves with every append is in heads.
CREATE TABLE cairn.logs (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, generation integer NOT NULL,
  tenant text COLLATE "C" NOT NULL, log_id text COLLATE "C" NOT NULL UNIQUE, origin text COLLATE "C" NOT NULL, secret bytea NOT NULL, UNIQUE (tenant, generation));

-- people: how often persons left the directory. newest: the newest event id of version 7 that did not lie ahead of the clock when it came. Room on the page for
-- the row's next version.
CREATE TABLE cairn.heads (
  log bigint PRIMARY KEY, size bigint NOT NULL, stored_at bigint NOT NULL, people bigint NOT NULL, newest uuid NOT NULL, edge bytea NOT NULL) WITH (fillfactor = 40);

-- What finds persons and tells replays, apart from the log's secret: a key can be replaced, and can be absent from a backup.
CREATE TABLE cairn.keys (log bigint NOT NULL, id integer NOT NULL, purpose text COLLATE "C" NOT NULL, key bytea NOT NULL, PRIMARY KEY (log, id));

-- Verifier keys, each from the size on at which it began to sign.
CREATE TABLE cairn.vkeys (log bigint NOT NULL, from_size bigint NOT NULL, vkey text COLLATE "C" NOT NULL, PRIMARY KEY (log, from_size));

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

-- digest: of the plain text, where the body is ciphertext. No key: name and subject would make the widest index of all to keep out what verifying names anyway.
CREATE TABLE cairn.disclosures (
  log bigint NOT NULL, idx bigint NOT NULL, key_id bigint NOT NULL, month integer NOT NULL, name text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL, class text COLLATE "C" NOT NULL, digest text COLLATE "C", body bytea NOT NULL,
  CONSTRAINT digest_of_ciphertext CHECK ((key_id = 0) = (digest IS NULL))) PARTITION BY RANGE (month);
CREATE INDEX disclosures_by_entry ON cairn.disclosures (log, idx);

-- Where entries came from: a keyed hash of the network.
CREATE TABLE cairn.addresses (
  log bigint NOT NULL, idx bigint NOT NULL, network bigint NOT NULL, month integer NOT NULL, key_id integer NOT NULL, PRIMARY KEY (log, idx, month)) PARTITION BY RANGE (month);
CREATE INDEX addresses_by_network ON cairn.addresses (log, network, idx);

-- Not partitioned: an event id is known once, whatever month it came in. Ids of version 7 arrive nearly in order.
CREATE TABLE cairn.replays (log bigint NOT NULL, idx bigint NOT NULL, event_id uuid NOT NULL, key_id integer NOT NULL, digest bytea, PRIMARY KEY (log, event_id));

-- kind: a copy of what the body says, so that whoever may see declarations alone sees those.
CREATE TABLE cairn.manifests (log bigint NOT NULL, idx bigint NOT NULL, kind text COLLATE "C" NOT NULL, body bytea NOT NULL, PRIMARY KEY (log, idx));

-- Indexes that holds in force keep, as their manifests name them: written and taken away by the append of the entry.
CREATE TABLE cairn.holds (
  log bigint NOT NULL, from_idx bigint NOT NULL, to_idx bigint NOT NULL, hold text COLLATE "C" NOT NULL, PRIMARY KEY (log, hold, from_idx, to_idx));

CREATE TABLE cairn.directory (
  log bigint NOT NULL, first_idx bigint NOT NULL, key_id bigint NOT NULL, identifier bytea NOT NULL, subject text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, identifier));
CREATE INDEX directory_by_entry ON cairn.directory (log, first_idx);

-- What others call a person: many to many, because namesakes exist.
CREATE TABLE cairn.aliases (
  log bigint NOT NULL, first_idx bigint NOT NULL, key_id integer NOT NULL, identifier bytea NOT NULL, subject text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, identifier, subject));
CREATE INDEX aliases_by_entry ON cairn.aliases (log, first_idx);

-- at: how many of the tile's hashes stand in the rows before it. Each append adds rows of what is new: an open tile is never written again.
CREATE TABLE cairn.tiles (
  log bigint NOT NULL, idx bigint NOT NULL, level integer NOT NULL, at integer NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (log, level, idx, at));
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

-- Which kind of manifest an action of Cairn's own has; null: there is no such action.
CREATE FUNCTION cairn.kind_of(p_action text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE p_action WHEN 'cairn.log_continued' THEN 'continued' WHEN 'cairn.expiry_planned' THEN 'expiry_planned' WHEN 'cairn.entries_expired' THEN 'expired'
    WHEN 'cairn.data_erased' THEN 'erased' WHEN 'cairn.hold_placed' THEN 'hold_placed' WHEN 'cairn.hold_lifted' THEN 'hold_lifted' WHEN 'cairn.policy_set' THEN 'policy_set'
    WHEN 'cairn.key_changed' THEN 'key_changed' WHEN 'cairn.action_declared' THEN 'action_declared' WHEN 'cairn.log_moved' THEN 'log_moved'
    WHEN 'cairn.events_dropped' THEN 'dropped' END;
END $$;

-- The manifest, when it is of the action's kind and the leaf, which the log commits to, has that action and the manifest's digest; else null, and where it is too
-- long or its hold or time is none. What is not written as JSON, or names no moment, is an error.
CREATE FUNCTION cairn.committed(p_action text, p_leaf bytea, p_body bytea) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_leaf CONSTANT jsonb := convert_from(p_leaf, 'UTF8')::jsonb;
  v_body CONSTANT jsonb := CASE WHEN length(p_body) <= 65536 THEN convert_from(p_body, 'UTF8')::jsonb END;
BEGIN
  RETURN CASE WHEN v_leaf ->> 'action' = p_action AND v_leaf ->> 'manifest' = cairn.base64url(sha256(p_body)) AND v_body ->> 'kind' = cairn.kind_of(p_action)
    AND (v_body ->> 'hold' ~ '^[A-Za-z0-9_-]{22}$' OR NOT starts_with(v_body ->> 'kind', 'hold_'))
    AND (v_body ->> 'not_before' IS NULL OR v_body ->> 'not_before' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$' AND isfinite((v_body ->> 'not_before')::timestamp))
    THEN v_body END;
END $$;

-- The manifest of one kind at an index, when its entry commits to it and stands in the tree; else null. It alone is read: what else a log attests does not count.
CREATE FUNCTION cairn.attested(p_log bigint, p_idx bigint, p_kind text) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_action text;
  v_leaf bytea;
  v_body bytea;
BEGIN
  SELECT e.action, e.leaf INTO v_action, v_leaf FROM cairn.entries e WHERE e.log = p_log AND e.idx = p_idx AND e.month = 0;
  IF cairn.kind_of(v_action) = p_kind
    AND sha256('\x00'::bytea || v_leaf) = (SELECT substr(t.hashes, 1 + 32 * ((p_idx & 255)::integer - t.at), 32) FROM cairn.tiles t
      WHERE t.log = p_log AND t.level = 0 AND t.idx = p_idx >> 8 AND t.at <= (p_idx & 255) ORDER BY t.at DESC LIMIT 1)
  THEN
    SELECT m.body INTO v_body FROM cairn.manifests m WHERE m.log = p_log AND m.idx = p_idx;
    RETURN cairn.committed(v_action, v_leaf, v_body);
  END IF;
  RETURN NULL;
END $$;

-- The indexes that an index set of a manifest has. A range of them is never taken apart: it may have 2^53.
CREATE FUNCTION cairn.index_set(p_set jsonb) RETURNS int8multirange LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_first CONSTANT bigint := (p_set ->> 'first')::bigint;
  v_bits bytea;
  v_set int8multirange;
BEGIN
  IF v_first IS NULL THEN
    v_set := (SELECT coalesce(range_agg(int8range((r ->> 0)::bigint, (r ->> 1)::bigint, '[]')), '{}') FROM jsonb_array_elements(p_set -> 'ranges') r);
  ELSE
    v_bits := decode(translate(p_set ->> 'bits', '-_', '+/') || repeat('=', (4 - length(p_set ->> 'bits') % 4) % 4), 'base64');
    v_set := (SELECT coalesce(range_agg(int8range(v_first + i, v_first + i + 1)), '{}') FROM generate_series(0, 8 * length(v_bits) - 1) i
      WHERE get_bit(v_bits, i - i % 8 + 7 - i % 8) = 1); -- The server counts a byte's bits from the other end.
  END IF;
  IF NOT v_set <@ '{[0,9007199254740991]}'::int8multirange THEN -- An end that is missing would mean without end.
    RAISE EXCEPTION 'That is no index set' USING ERRCODE = '22023';
  END IF;
  RETURN v_set;
END $$;

-- The indexes that holds in force keep.
CREATE FUNCTION cairn.held(p_log bigint) RETURNS int8multirange LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(range_agg(int8range(h.from_idx, h.to_idx, '[]')), '{}') FROM cairn.holds h WHERE h.log = p_log);
END $$;

-- The first moment, in microseconds, at which an entry is stored too lately to go: by its action and category, or (both null) by the longest floor there is.
CREATE FUNCTION cairn.kept_since(p_action text, p_category text) RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - coalesce((SELECT max(s.value::bigint) FROM cairn.settings s
    WHERE s.name = 'floor_days' OR s.name = 'floor_days:category:' || p_category OR s.name = 'floor_days:action:' || p_action
      OR p_action IS NULL AND starts_with(s.name, 'floor_days')), 0) * 86400000000;
END $$;

-- What a plan lets go at this moment: nothing before its time, nothing that came after it, nothing that a hold or a floor keeps. Null: there is no such plan.
CREATE FUNCTION cairn.may_go(p_log bigint, p_plan bigint) RETURNS int8multirange LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_plan CONSTANT jsonb := cairn.attested(p_log, p_plan, 'expiry_planned');
  v_since CONSTANT bigint := cairn.kept_since(NULL, NULL);
  v_set int8multirange;
BEGIN
  IF v_plan IS NULL OR (v_plan ->> 'not_before')::timestamptz > clock_timestamp() THEN
    RETURN CASE WHEN v_plan IS NOT NULL THEN '{}'::int8multirange END;
  END IF;
  v_set := cairn.index_set(v_plan -> 'set') * int8multirange(int8range(0, p_plan)) - cairn.held(p_log);
  IF EXISTS (SELECT FROM cairn.settings s WHERE starts_with(s.name, 'floor_days')) THEN
    v_set := v_set - (SELECT coalesce(range_agg(int8range(e.idx, e.idx, '[]')), '{}') FROM cairn.entries e
      WHERE e.log = p_log AND e.idx >= lower(v_set) AND e.idx < upper(v_set) AND v_set @> e.idx AND e.stored_at > v_since AND e.stored_at > cairn.kept_since(e.action, e.category));
  END IF;
  RETURN v_set;
END $$;

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

-- Whoever deletes: nothing goes that the log itself does not attest. The setting cairn.manifest says by which manifest ("log index"), or with which month
-- ("month 202611"); whoever sets it chooses only among what is attested. An entry goes last: as long as it is there, a floor keeps what stands beside it.
CREATE FUNCTION cairn.require_attestation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_given CONSTANT text[] := string_to_array(coalesce(current_setting('cairn.manifest', true), ''), ' ');
  v_log bigint;
  v_idx bigint;
  v_month integer;
  v_gone int8multirange;
  v_held int8multirange;
  v_erased text[];
  v_bad bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN
    RETURN NULL;
  ELSIF v_given[1] = 'month' THEN
    v_month := v_given[2]::integer;
  ELSIF cardinality(v_given) = 2 THEN
    v_log := v_given[1]::bigint;
    v_idx := v_given[2]::bigint;
    v_gone := cairn.may_go(v_log, v_idx);
    v_erased := (SELECT array_agg(d) FROM jsonb_array_elements_text(cairn.attested(v_log, v_idx, 'erased') -> 'digests') d);
    v_held := CASE WHEN v_erased IS NOT NULL THEN cairn.held(v_log) + int8multirange(int8range(v_idx, NULL)) END;
  END IF;

  IF TG_ARGV[0] IN ('directory', 'aliases') THEN
    SELECT g.first_idx INTO v_bad FROM gone g
      WHERE EXISTS (SELECT FROM cairn.disclosures d WHERE d.log = g.log AND d.subject = g.subject AND d.name IN ('actor', 'actor.contact', 'targets')) LIMIT 1;
  ELSIF TG_OP = 'UPDATE' THEN -- Of the events' digests.
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND NOT v_held @> g.idx) IS NOT TRUE LIMIT 1;
  ELSIF TG_ARGV[0] = 'replays' AND v_month IS NOT NULL THEN
    SELECT g.idx INTO v_bad FROM gone g WHERE cairn.is_expired(v_month) IS NOT TRUE
      OR NOT EXISTS (SELECT FROM cairn.entries e WHERE e.log = g.log AND e.idx = g.idx AND e.month = v_month AND e.event_id = g.event_id) LIMIT 1;
  ELSIF TG_ARGV[0] = 'replays' THEN
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND v_gone @> g.idx) IS NOT TRUE LIMIT 1;
  ELSIF TG_ARGV[0] = 'entries' THEN -- It is in its table no more: no floor was asked for it.
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND g.month <> 0 AND v_gone @> g.idx AND g.stored_at <= cairn.kept_since(g.action, g.category)) IS NOT TRUE LIMIT 1;
  ELSIF TG_ARGV[0] = 'disclosures' THEN
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND (g.month <> 0 AND v_gone @> g.idx
      OR NOT v_held @> g.idx AND coalesce(g.digest, cairn.digest_of(g.body)) = ANY (v_erased))) IS NOT TRUE LIMIT 1;
  ELSIF TG_ARGV[0] = 'addresses' THEN
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND (g.month <> 0 AND v_gone @> g.idx OR NOT v_held @> g.idx
      AND NOT EXISTS (SELECT FROM cairn.disclosures d WHERE d.log = g.log AND d.idx = g.idx AND d.name = 'network'))) IS NOT TRUE LIMIT 1;
  ELSE
    SELECT g.idx INTO v_bad FROM gone g WHERE (g.log = v_log AND g.month <> 0 AND v_gone @> g.idx) IS NOT TRUE LIMIT 1;
  END IF;
  IF v_bad IS NOT NULL THEN
    RAISE EXCEPTION 'cairn.% refuses %: no manifest that was given attests what would go at index %', TG_TABLE_NAME, TG_OP, v_bad USING ERRCODE = 'CA005';
  END IF;
  RETURN NULL;
END $$;

-- A hold's indexes go when the log attests that it was lifted.
CREATE FUNCTION cairn.require_lifting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_given CONSTANT text[] := string_to_array(coalesce(current_setting('cairn.manifest', true), ''), ' ');
  v_hold text;
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN
    RETURN NULL;
  ELSIF cardinality(v_given) = 2 AND v_given[1] <> 'month' THEN
    v_hold := cairn.attested(v_given[1]::bigint, v_given[2]::bigint, 'hold_lifted') ->> 'hold';
  END IF;
  IF v_hold IS NULL OR EXISTS (SELECT FROM gone g WHERE (g.log = v_given[1]::bigint AND g.hold = v_hold) IS NOT TRUE) THEN
    RAISE EXCEPTION 'cairn.holds refuses DELETE: no manifest that was given attests that the hold was lifted' USING ERRCODE = 'CA005';
  END IF;
  RETURN NULL;
END $$;

-- A head moves on, and is nobody else's.
CREATE FUNCTION cairn.refuse_shrinking_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log = OLD.log AND NEW.size >= OLD.size AND NEW.stored_at >= OLD.stored_at AND NEW.people >= OLD.people AND NEW.newest >= OLD.newest
    AND (NEW.size > OLD.size OR NEW.edge = OLD.edge AND NEW.stored_at = OLD.stored_at AND NEW.newest = OLD.newest)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'cairn.heads refuses this UPDATE: a log only grows' USING ERRCODE = 'CA001';
END $$;

-- New hashes stand where their tile ends, and nowhere else: what a tile holds at a place is said once.
CREATE FUNCTION cairn.require_end() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_end CONSTANT integer := (SELECT t.at + length(t.hashes) / 32 FROM cairn.tiles t WHERE t.log = NEW.log AND t.level = NEW.level AND t.idx = NEW.idx ORDER BY t.at DESC LIMIT 1);
BEGIN
  IF NEW.at = coalesce(v_end, 0) AND length(NEW.hashes) > 0 AND length(NEW.hashes) % 32 = 0 AND 32 * NEW.at + length(NEW.hashes) <= 8192 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The tiles of log % do not end where these hashes begin', NEW.log USING ERRCODE = 'CA006';
END $$;

-- After an erasure an event's digest is gone, and nothing else of the row.
CREATE FUNCTION cairn.refuse_other_replay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log = OLD.log AND NEW.idx = OLD.idx AND NEW.event_id = OLD.event_id AND NEW.key_id = OLD.key_id AND NEW.digest IS NULL THEN
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
  IF p_kind IN ('entries', 'targets', 'disclosures', 'addresses', 'replays', 'directory', 'aliases') THEN
    PERFORM cairn.make_trigger(p_table, 'refuse_delete', 'BEFORE DELETE ON %s', 'refuse_unless_expiry()');
    PERFORM cairn.make_trigger(
      p_table, 'require_attestation', 'AFTER DELETE ON %s REFERENCING OLD TABLE AS gone', format('require_attestation(%L)', p_kind));
  ELSIF p_kind = 'holds' THEN
    PERFORM cairn.make_trigger(p_table, 'require_lifting', 'AFTER DELETE ON %s REFERENCING OLD TABLE AS gone', 'require_lifting()');
  ELSIF p_kind <> 'access' AND p_kind <> 'settings' THEN
    PERFORM cairn.make_trigger(p_table, 'refuse_delete', 'BEFORE DELETE ON %s', 'refuse()');
  END IF;

  IF p_kind = 'tiles' THEN
    PERFORM cairn.make_trigger(p_table, 'require_end', 'BEFORE INSERT ON %s FOR EACH ROW', 'require_end()');
  END IF;
  CASE p_kind
    WHEN 'heads' THEN PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_shrinking_head()');
    WHEN 'replays' THEN
      PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s', 'refuse_unless_expiry()');
      PERFORM cairn.make_trigger(p_table, 'refuse_other_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_other_replay()');
      PERFORM cairn.make_trigger(
        p_table, 'require_erasure', 'AFTER UPDATE ON %s REFERENCING OLD TABLE AS gone', format('require_attestation(%L)', p_kind));
    WHEN 'checkpoints' THEN PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s FOR EACH ROW', 'refuse_moved_checkpoint()');
    WHEN 'access', 'settings' THEN NULL;
    ELSE PERFORM cairn.make_trigger(p_table, 'refuse_update', 'BEFORE UPDATE ON %s', 'refuse()');
  END CASE;

  -- ANALYZE keeps samples of a column, of every tenant: EXPLAIN's estimates give them away, and an erased name would live on among them.
  FOR v_column IN
    SELECT a.attname FROM pg_attribute a WHERE a.attrelid = format('cairn.%I', p_table)::regclass AND a.attnum > 0
      AND (a.atttypid = 'bytea'::regtype OR a.attname IN ('tenant', 'log_id', 'origin', 'actor_id', 'subject', 'note', 'role_name', 'vkey', 'hold', 'digest', 'network', 'newest')
        OR a.attname = 'id' AND a.atttypid = 'text'::regtype)
  LOOP
    EXECUTE format('ALTER TABLE cairn.%I ALTER COLUMN %I SET STATISTICS 0', p_table, v_column);
  END LOOP;

  EXECUTE format('ALTER TABLE cairn.%I ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE cairn.%I FORCE ROW LEVEL SECURITY', p_table);

  -- The owner writes, and reads what appending needs: no entry's content.
  EXECUTE format('CREATE POLICY owner_inserts ON cairn.%I FOR INSERT TO {owner} WITH CHECK (true)', p_table);
  IF p_kind NOT IN ('entries', 'targets', 'disclosures', 'addresses') THEN
    EXECUTE format('CREATE POLICY owner_reads ON cairn.%I FOR SELECT TO {owner} USING (true)', p_table);
  END IF;
  IF p_kind IN ('heads', 'checkpoints', 'access', 'settings') THEN
    EXECUTE format('CREATE POLICY owner_updates ON cairn.%I FOR UPDATE TO {owner} USING (true)', p_table);
  END IF;
  IF p_kind IN ('holds', 'access', 'settings') THEN
    EXECUTE format('CREATE POLICY owner_deletes ON cairn.%I FOR DELETE TO {owner} USING (true)', p_table);
  END IF;

  EXECUTE format('CREATE POLICY keeper_reads ON cairn.%I FOR SELECT TO {keeper} USING (true)', p_table);
  EXECUTE format('CREATE POLICY expiry_reads ON cairn.%I FOR SELECT TO {expiry} USING (true)', p_table);
  IF p_kind IN ('entries', 'targets', 'disclosures', 'addresses', 'replays', 'directory', 'aliases') THEN
    EXECUTE format('CREATE POLICY expiry_deletes ON cairn.%I FOR DELETE TO {expiry} USING (true)', p_table);
  END IF;
  IF p_kind IN ('replays', 'heads') THEN
    EXECUTE format('CREATE POLICY expiry_updates ON cairn.%I FOR UPDATE TO {expiry} USING (true)', p_table);
  END IF;

  -- What names its log comes first and by itself, so that an index gives nothing of another's: EXPLAIN ANALYZE counts the rows that a policy took away.
  v_reads := CASE p_kind
    WHEN 'entries' THEN format('%s AND (%s OR (log, actor_id) IN (SELECT r.log, r.actor_id FROM cairn.readable() r WHERE r.actor_id IS NOT NULL))', c_some, c_whole)
    WHEN 'targets' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx AND e.month = %3$I.month))', c_some, c_whole, p_table)
    WHEN 'disclosures' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx AND e.month = %3$I.month))', c_some, c_whole, p_table)
    WHEN 'addresses' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx AND e.month = %3$I.month))', c_some, c_whole, p_table)
    WHEN 'replays' THEN format('%s AND (%s OR EXISTS (SELECT FROM cairn.entries e WHERE e.log = %I.log AND e.idx = %3$I.idx))', c_some, c_whole, p_table)
    WHEN 'logs' THEN replace(c_some, 'log =', 'key =')
    WHEN 'heads' THEN c_some
    WHEN 'vkeys' THEN c_some
    WHEN 'tiles' THEN c_some
    WHEN 'checkpoints' THEN c_some
    WHEN 'manifests' THEN format('%s AND (%s OR kind = ''action_declared'')', c_some, c_whole)
    WHEN 'holds' THEN c_whole
    WHEN 'directory' THEN c_whole
    WHEN 'aliases' THEN c_whole
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
-- counts for applications alone: a person who may set it would read everyone. An application that has rows with tenants is limited to those.
CREATE FUNCTION cairn.readable() RETURNS TABLE (log bigint, actor_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH mine AS (SELECT a.level, a.tenant, a.actor_id FROM cairn.access a WHERE a.role_name = session_user),
  granted AS (
    SELECT m.tenant, m.actor_id FROM mine m WHERE m.level IN ('admin', 'member')
    UNION ALL
    SELECT h.tenant, h.actor_id FROM cairn.host_access(session_user) h
    UNION ALL
    SELECT current_setting('cairn.tenant', true), NULL
    WHERE NOT EXISTS (SELECT FROM mine m WHERE m.level <> 'application')
      AND (EXISTS (SELECT FROM mine m WHERE m.tenant IS NULL OR m.tenant = current_setting('cairn.tenant', true))
        OR NOT EXISTS (SELECT FROM mine) AND pg_has_role(session_user, {'writer'}, 'MEMBER')))
  SELECT l.key, g.actor_id FROM granted g JOIN cairn.logs l ON l.tenant = g.tenant
  UNION ALL
  SELECT l.key, NULL FROM cairn.logs l WHERE EXISTS (SELECT FROM mine m WHERE m.level = 'operator')
$$;

------------------------------------------------------------------------------------------------------------------ months

-- Makes the partitions of a month, guarded before anybody can reach them. Neither readers nor writers wait for it.
CREATE FUNCTION cairn.make_month(p_month integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c_kinds CONSTANT text[] := ARRAY['entries', 'targets', 'disclosures', 'addresses'];
  v_kind text;
  v_name text;
BEGIN
  IF p_month <> 0 AND (p_month NOT BETWEEN 197001 AND 999912 OR p_month % 100 NOT BETWEEN 1 AND 12) THEN
    RAISE EXCEPTION '% is no month: write it as 202611', p_month USING ERRCODE = 'CA003';
  END IF;
  IF (SELECT bool_and(to_regclass(format('cairn.%I', k || CASE p_month WHEN 0 THEN '_own' ELSE '_' || p_month END)) IS NOT NULL) FROM unnest(c_kinds) k) THEN
    RETURN;
  END IF;

  -- One at a time. No advisory lock: any login could hold it, and with it every append of a new month.
  LOCK TABLE cairn.migrations IN EXCLUSIVE MODE;
  FOREACH v_kind IN ARRAY c_kinds LOOP
    v_name := v_kind || CASE p_month WHEN 0 THEN '_own' ELSE '_' || p_month END;
    IF to_regclass(format('cairn.%I', v_name)) IS NULL THEN
      EXECUTE format('CREATE TABLE cairn.%I (LIKE cairn.%I INCLUDING STORAGE INCLUDING CONSTRAINTS)', v_name, v_kind);
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

-- Stores what one of Cairn's own entries attests, with what follows from it in the same transaction: indexes that a hold keeps from now on, or no more. What its
-- entry does not commit to, and what could not be carried out, has no kind: it attests nothing, stands in no plan's way, and verifying names it.
CREATE FUNCTION cairn.add_manifest(p_log bigint, p_idx bigint, p_action text, p_leaf bytea, p_body bytea) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_body jsonb;
  v_set int8multirange;
BEGIN
  BEGIN
    v_body := cairn.committed(p_action, p_leaf, p_body);
    v_set := cairn.index_set(v_body -> 'set');
  EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    v_body := NULL; -- No JSON, no index set, no time.
  END;
  INSERT INTO cairn.manifests (log, idx, kind, body) VALUES (p_log, p_idx, coalesce(v_body ->> 'kind', ''), p_body);
  IF v_body ->> 'kind' = 'hold_placed' THEN
    INSERT INTO cairn.holds (log, from_idx, to_idx, hold) SELECT p_log, lower(r), upper(r) - 1, v_body ->> 'hold' FROM unnest(v_set) r ON CONFLICT DO NOTHING;
  ELSIF v_body ->> 'kind' = 'hold_lifted' THEN
    PERFORM set_config('cairn.manifest', p_log || ' ' || p_idx, true);
    DELETE FROM cairn.holds h WHERE h.log = p_log AND h.hold = v_body ->> 'hold';
  END IF;
END $$;

-- Appends at the heads of one log or several, in one transaction. Writes everything, or nothing and says why: a head is not where the caller thought (sizes,
-- edges, stored_at, people say where, for each of logs), ids are known (known_*), or a person is known by another name or may have left (clash). p_log is one of
-- the logs: where they are distributed, the call goes where it is. Where p_waits is false, logs that somebody else is appending to are not among logs, and nothing
-- waits for them; true is for one log alone. p_looks: look up every id. p_counts: how many of the entries, which stand behind each other, are each log's.
-- p_people: the counter when persons were looked up; −1: not checked. Arrays run side by side; *_at: which entry, from 1.
CREATE FUNCTION cairn.append(
  p_log bigint, p_waits boolean, p_looks boolean, p_logs bigint[], p_counts integer[], p_sizes bigint[], p_people bigint[], p_edges bytea[],
  p_ids uuid[], p_leaves bytea[], p_recorded bigint[], p_occurred bigint[], p_actions text[], p_categories text[],
  p_actor_types text[], p_actor_ids text[], p_outcomes text[], p_digests bytea[], p_replay_keys integer[], p_lookup_keys integer[],
  p_target_at integer[], p_target_n integer[], p_target_types text[], p_target_ids text[],
  p_disclosure_at integer[], p_disclosure_names text[], p_disclosure_subjects text[], p_disclosure_classes text[], p_disclosure_keys bigint[], p_disclosure_digests text[],
  p_disclosure_bodies bytea[], p_network_at integer[], p_networks bigint[], p_manifest_at integer[], p_manifest_bodies bytea[],
  p_subject_at integer[], p_subject_identifiers bytea[], p_subjects text[], p_alias_at integer[], p_alias_identifiers bytea[], p_alias_subjects text[],
  p_tile_logs integer[], p_tile_levels integer[], p_tile_indexes bigint[], p_tile_hashes bytea[],
  OUT done boolean, OUT logs bigint[], OUT sizes bigint[], OUT edges bytea[], OUT stored_at bigint[], OUT people bigint[],
  OUT known_at integer[], OUT known_idx bigint[], OUT known_digests bytea[], OUT known_hashes bytea[], OUT clash boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s'
-- Every look-up goes by a whole key, one at a time, under plans made once for each connection: what statistics say of a table at that moment must not decide
-- what an append costs later. (A planner that never saw a log believes it to be one row, and would read it whole.)
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_logs CONSTANT integer := cardinality(p_logs);
  v_count CONSTANT integer := cardinality(p_ids);
  v_skew bigint;        -- How far ahead of this clock the time of a host, and of an id, may lie: in microseconds.
  v_now bigint;
  v_latest uuid;        -- No id of version 7 beyond it lies behind the clock.
  v_of integer[];       -- Each entry's log: its place among the logs,
  v_log bigint[];       -- and its key.
  v_idx bigint[];
  v_key bigint;
  v_size bigint;
  v_edge bytea;
  v_time bigint;
  v_left bigint;
  v_id uuid;
  v_newest uuid[];
  v_sizes bigint[];
  v_ahead bigint;
  v_times bigint[];
  v_first bigint;
  v_last bigint;
  v_month integer;
  v_months integer[];
BEGIN
  IF v_logs > 0 IS NOT TRUE OR cardinality(p_counts) <> v_logs OR v_count > 0 IS NOT TRUE OR (p_log = ANY (p_logs)) IS NOT TRUE OR p_waits AND v_logs > 1
    OR (SELECT min(n) > 0 AND sum(n) = v_count FROM unnest(p_counts) n) IS NOT TRUE
  THEN
    RAISE EXCEPTION 'The batch does not say which entries are which log''s' USING ERRCODE = 'CA003';
  END IF;

  -- Whoever takes a lock and falls silent before the transaction ends, its host gone or hung, must not keep it. A limit of the role's own stands.
  IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
    PERFORM set_config('idle_in_transaction_session_timeout', '30s', true);
  END IF;
  v_newest := array_fill(NULL::uuid, ARRAY[v_logs]);
  FOR g IN 1 .. v_logs LOOP
    v_key := p_logs[g];
    IF p_waits THEN
      SELECT h.size, h.edge, h.stored_at, h.people, h.newest INTO v_size, v_edge, v_time, v_left, v_id FROM cairn.heads h WHERE h.log = v_key FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no log %', v_key USING ERRCODE = 'CA004';
      END IF;
    ELSE
      SELECT h.size, h.edge, h.stored_at, h.people, h.newest INTO v_size, v_edge, v_time, v_left, v_id FROM cairn.heads h WHERE h.log = v_key FOR NO KEY UPDATE SKIP LOCKED;
    END IF;
    IF FOUND THEN
      IF v_key = ANY (logs) THEN
        RAISE EXCEPTION 'The log % is named twice', v_key USING ERRCODE = 'CA003';
      END IF;
      logs := logs || v_key; sizes := sizes || v_size; edges := edges || v_edge; stored_at := stored_at || v_time; people := people || v_left; v_newest[g] := v_id;
    END IF;
  END LOOP;

  IF v_logs = 1 THEN
    v_of := array_fill(1, ARRAY[v_count]);
    v_log := array_fill(p_log, ARRAY[v_count]);
    v_idx := ARRAY(SELECT p_sizes[1] + n FROM generate_series(0, v_count - 1) n);
  ELSE
    SELECT array_agg(u.g ORDER BY u.g, n), array_agg(p_logs[u.g] ORDER BY u.g, n), array_agg(p_sizes[u.g] + n - 1 ORDER BY u.g, n)
      INTO v_of, v_log, v_idx
      FROM unnest(p_counts) WITH ORDINALITY AS u(count, g) CROSS JOIN LATERAL generate_series(1, u.count) AS n;
  END IF;

  -- Ids of version 7 ascend: those beyond the newest need no look-up. One that is of another version, or lies ahead of the clock, never becomes the newest and is
  -- always looked up: else a single one would make every later id look old. The leaf hash comes from the tile: no month has to be searched for the entry.
  v_skew := coalesce((SELECT s.value::bigint FROM cairn.settings s WHERE s.name = 'skew_seconds'), 300) * 1000000;
  v_now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  v_latest := (lpad(to_hex(least((v_now + v_skew) / 1000, 281474976710655)), 12, '0') || 'ffffffffffffffffffff')::uuid;
  SELECT array_agg(u.at::integer), array_agg(r.idx), array_agg(r.digest), array_agg(substr(t.hashes, 1 + 32 * ((r.idx & 255)::integer - t.at), 32))
    INTO known_at, known_idx, known_digests, known_hashes
    FROM unnest(p_ids, v_log, v_of) WITH ORDINALITY AS u(id, log, g, at)
    JOIN cairn.replays r ON r.log = u.log AND r.event_id = u.id
    LEFT JOIN LATERAL (SELECT x.at, x.hashes FROM cairn.tiles x
      WHERE x.log = u.log AND x.level = 0 AND x.idx = r.idx >> 8 AND x.at <= (r.idx & 255) ORDER BY x.at DESC LIMIT 1) t ON true
    WHERE v_newest[u.g] IS NOT NULL AND (p_looks OR (u.id > v_newest[u.g] AND u.id <= v_latest AND get_byte(uuid_send(u.id), 6) >> 4 = 7) IS NOT TRUE);
  done := coalesce(logs = p_logs AND sizes = p_sizes AND known_at IS NULL AND p_leaves IS NOT NULL, false);
  clash := done AND EXISTS (SELECT FROM unnest(p_people, people) AS u(seen, now) WHERE u.seen >= 0 AND u.seen <> u.now);
  clash := clash OR done AND cardinality(p_subject_at) > 0 AND EXISTS (
    SELECT FROM unnest(p_subject_at, p_subject_identifiers, p_subjects) AS u(at, identifier, subject)
    JOIN cairn.directory d ON d.log = v_log[u.at] AND d.identifier = u.identifier WHERE d.subject <> u.subject);
  done := done AND NOT clash;
  IF NOT done THEN
    RETURN;
  END IF;

  SELECT array_agg(u.size + u.count ORDER BY u.g) INTO v_sizes FROM unnest(p_sizes, p_counts) WITH ORDINALITY AS u(size, count, g);
  IF (cardinality(p_leaves) = v_count AND cardinality(p_recorded) = v_count AND cardinality(p_occurred) = v_count AND cardinality(p_actions) = v_count
    AND cardinality(p_categories) = v_count AND cardinality(p_actor_types) = v_count AND cardinality(p_actor_ids) = v_count
    AND cardinality(p_outcomes) = v_count AND cardinality(p_digests) = v_count AND cardinality(p_replay_keys) = v_count AND cardinality(p_lookup_keys) = v_count
    AND cardinality(p_edges) = v_logs AND array_position(p_recorded, NULL) IS NULL) IS NOT TRUE
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

  SELECT max(t) - v_now INTO v_ahead FROM unnest(p_recorded) t;
  IF v_ahead > v_skew THEN
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
    IF to_regclass('cairn.addresses_' || v_month) IS NULL THEN
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
  INSERT INTO cairn.replays (log, idx, event_id, key_id, digest) SELECT unnest(v_log), unnest(v_idx), unnest(p_ids), unnest(p_replay_keys), unnest(p_digests);
  IF cardinality(p_target_at) > 0 THEN
    INSERT INTO cairn.targets (log, idx, month, n, type, id)
      SELECT v_log[u.at], v_idx[u.at], v_months[u.at], u.n, u.type, u.id
      FROM (SELECT unnest(p_target_at), unnest(p_target_n), unnest(p_target_types), unnest(p_target_ids)) AS u(at, n, type, id);
  END IF;
  IF cardinality(p_disclosure_at) > 0 THEN
    INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, digest, body)
      SELECT v_log[u.at], v_idx[u.at], coalesce(u.key_id, 0), v_months[u.at], u.name, u.subject, u.class, u.digest, u.body
      FROM (SELECT unnest(p_disclosure_at), unnest(p_disclosure_names), unnest(p_disclosure_subjects), unnest(p_disclosure_classes), unnest(p_disclosure_keys),
        unnest(p_disclosure_digests), unnest(p_disclosure_bodies)) AS u(at, name, subject, class, key_id, digest, body);
  END IF;
  IF cardinality(p_network_at) > 0 THEN
    INSERT INTO cairn.addresses (log, idx, network, month, key_id)
      SELECT v_log[u.at], v_idx[u.at], u.network, v_months[u.at], p_lookup_keys[u.at] FROM (SELECT unnest(p_network_at), unnest(p_networks)) AS u(at, network);
  END IF;
  IF cardinality(p_subject_at) > 0 THEN
    INSERT INTO cairn.directory (log, first_idx, key_id, identifier, subject)
      SELECT v_log[u.at], v_idx[u.at], p_lookup_keys[u.at], u.identifier, u.subject FROM unnest(p_subject_at, p_subject_identifiers, p_subjects) AS u(at, identifier, subject)
      ON CONFLICT (log, identifier) DO NOTHING;
  END IF;
  IF cardinality(p_alias_at) > 0 THEN
    INSERT INTO cairn.aliases (log, first_idx, key_id, identifier, subject)
      SELECT v_log[u.at], v_idx[u.at], p_lookup_keys[u.at], u.identifier, u.subject FROM unnest(p_alias_at, p_alias_identifiers, p_alias_subjects) AS u(at, identifier, subject)
      ON CONFLICT (log, identifier, subject) DO NOTHING;
  END IF;

  INSERT INTO cairn.tiles (log, idx, level, at, hashes)
    SELECT p_logs[u.g], u.idx, u.level, (greatest(u.idx << 8, p_sizes[u.g] >> (8 * u.level)) & 255)::integer, u.hashes
    FROM unnest(p_tile_logs, p_tile_levels, p_tile_indexes, p_tile_hashes) AS u(g, level, idx, hashes);
  FOR n IN 1 .. coalesce(cardinality(p_manifest_at), 0) LOOP -- Entry and tree are there: a guard that asks finds the manifest attested.
    PERFORM cairn.add_manifest(v_log[p_manifest_at[n]], v_idx[p_manifest_at[n]], p_actions[p_manifest_at[n]], p_leaves[p_manifest_at[n]], p_manifest_bodies[n]);
  END LOOP;

  IF v_logs = 1 THEN
    SELECT u.id INTO v_id FROM unnest(p_ids) AS u(id) WHERE u.id > v_newest[1] AND u.id <= v_latest AND get_byte(uuid_send(u.id), 6) >> 4 = 7 ORDER BY u.id DESC LIMIT 1;
    v_newest[1] := coalesce(v_id, v_newest[1]);
    stored_at := ARRAY[v_last];
  ELSE
    SELECT array_agg(u.id ORDER BY u.g) INTO v_newest FROM (
      SELECT DISTINCT ON (i.g) i.g, CASE WHEN i.id > v_newest[i.g] AND i.id <= v_latest AND get_byte(uuid_send(i.id), 6) >> 4 = 7 THEN i.id ELSE v_newest[i.g] END AS id
      FROM unnest(p_ids, v_of) AS i(id, g) ORDER BY 1, 2 DESC) AS u;
    SELECT array_agg(u.t ORDER BY u.g) INTO stored_at FROM (SELECT max(r.t), r.g FROM unnest(v_times, v_of) AS r(t, g) GROUP BY r.g) AS u(t, g);
  END IF;
  sizes := v_sizes;
  edges := p_edges;
  UPDATE cairn.heads h SET size = u.size, edge = u.edge, stored_at = u.stored_at, newest = u.newest
    FROM unnest(p_logs, v_sizes, p_edges, append.stored_at, v_newest) AS u(log, size, edge, stored_at, newest) WHERE h.log = u.log;

  -- When this returns, the entries survive a power cut, whatever the role or the database was set to.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

-- cairn.append for what nearly every append is: new entries of one log, none of them Cairn's own, which bring nobody into the directory. The same checks and the
-- same rows, without grouping anything by log, which takes the server longer than writing a few entries. Whatever is not as usual goes to cairn.append.
CREATE FUNCTION cairn.append_to_one(
  p_log bigint, p_waits boolean, p_looks boolean, p_logs bigint[], p_counts integer[], p_sizes bigint[], p_people bigint[], p_edges bytea[],
  p_ids uuid[], p_leaves bytea[], p_recorded bigint[], p_occurred bigint[], p_actions text[], p_categories text[],
  p_actor_types text[], p_actor_ids text[], p_outcomes text[], p_digests bytea[], p_replay_keys integer[], p_lookup_keys integer[],
  p_target_at integer[], p_target_n integer[], p_target_types text[], p_target_ids text[],
  p_disclosure_at integer[], p_disclosure_names text[], p_disclosure_subjects text[], p_disclosure_classes text[], p_disclosure_keys bigint[], p_disclosure_digests text[],
  p_disclosure_bodies bytea[], p_network_at integer[], p_networks bigint[], p_manifest_at integer[], p_manifest_bodies bytea[],
  p_subject_at integer[], p_subject_identifiers bytea[], p_subjects text[], p_alias_at integer[], p_alias_identifiers bytea[], p_alias_subjects text[],
  p_tile_logs integer[], p_tile_levels integer[], p_tile_indexes bigint[], p_tile_hashes bytea[],
  OUT done boolean, OUT logs bigint[], OUT sizes bigint[], OUT edges bytea[], OUT stored_at bigint[], OUT people bigint[],
  OUT known_at integer[], OUT known_idx bigint[], OUT known_digests bytea[], OUT known_hashes bytea[], OUT clash boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s'
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_count CONSTANT integer := cardinality(p_ids);
  v_size bigint;
  v_to bigint;
  v_head bytea;
  v_edge bytea;
  v_time bigint;
  v_left bigint;
  v_newest uuid;
  v_latest uuid;
  v_first bigint;
  v_last bigint;
  v_now bigint;
  v_skew bigint;
  v_month integer;
  v_times bigint[];
  v_is_usual boolean;
  v_level integer;
  v_idx bigint;
  v_hashes bytea;
  v_from bigint;
  v_length integer;
  v_missing bigint;
BEGIN
  -- Whoever takes a lock and falls silent before the transaction ends, its host gone or hung, must not keep it. A limit of the role's own stands.
  IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
    PERFORM set_config('idle_in_transaction_session_timeout', '30s', true);
  END IF;
  IF p_waits THEN
    SELECT h.size, h.edge, h.stored_at, h.people, h.newest INTO v_size, v_head, v_time, v_left, v_newest FROM cairn.heads h WHERE h.log = p_log FOR NO KEY UPDATE;
  ELSE
    SELECT h.size, h.edge, h.stored_at, h.people, h.newest INTO v_size, v_head, v_time, v_left, v_newest FROM cairn.heads h WHERE h.log = p_log FOR NO KEY UPDATE SKIP LOCKED;
  END IF;
  v_is_usual := NOT p_looks AND p_logs = ARRAY[p_log] AND v_size = p_sizes[1] AND p_counts = ARRAY[v_count] AND v_count > 0
    AND cardinality(p_sizes) = 1 AND cardinality(p_edges) = 1 AND cardinality(p_people) = 1 AND (p_people[1] < 0 OR p_people[1] = v_left)
    AND cardinality(p_leaves) = v_count AND cardinality(p_recorded) = v_count AND cardinality(p_occurred) = v_count AND cardinality(p_actions) = v_count
    AND cardinality(p_categories) = v_count AND cardinality(p_actor_types) = v_count AND cardinality(p_actor_ids) = v_count AND cardinality(p_outcomes) = v_count
    AND cardinality(p_digests) = v_count AND cardinality(p_replay_keys) = v_count AND cardinality(p_lookup_keys) = v_count
    AND p_disclosure_keys IS NULL AND p_disclosure_digests IS NULL
    AND cardinality(p_manifest_at) = 0 AND cardinality(p_subject_at) = 0 AND cardinality(p_tile_hashes) > 0
    AND cardinality(p_tile_levels) = cardinality(p_tile_hashes) AND cardinality(p_tile_indexes) = cardinality(p_tile_hashes)
    AND p_tile_logs = array_fill(1, ARRAY[coalesce(cardinality(p_tile_hashes), 0)]);
  IF v_is_usual THEN
    v_to := v_size + v_count;
    v_edge := p_edges[1];
    v_skew := coalesce((SELECT s.value::bigint FROM cairn.settings s WHERE s.name = 'skew_seconds'), 300) * 1000000;
    v_now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    v_latest := (lpad(to_hex(least((v_now + v_skew) / 1000, 281474976710655)), 12, '0') || 'ffffffffffffffffffff')::uuid;
    IF v_count = 1 THEN
      v_is_usual := p_ids[1] > v_newest AND p_ids[1] <= v_latest AND get_byte(uuid_send(p_ids[1]), 6) >> 4 = 7 AND NOT starts_with(p_actions[1], 'cairn.')
        AND p_recorded[1] IS NOT NULL AND length(p_leaves[1]) BETWEEN 1 AND 65535 AND length(p_digests[1]) = 32;
      v_newest := p_ids[1];
      v_first := greatest(v_time, p_recorded[1]);
      v_last := v_first;
      v_times := ARRAY[v_first];
    ELSE
      SELECT bool_and((u.id > v_newest AND u.id <= v_latest AND get_byte(uuid_send(u.id), 6) >> 4 = 7 AND NOT starts_with(u.action, 'cairn.')
          AND length(u.leaf) BETWEEN 1 AND 65535 AND length(u.digest) = 32) IS TRUE) AND count(u.recorded) = v_count
        INTO v_is_usual
        FROM (SELECT unnest(p_ids), unnest(p_actions), unnest(p_leaves), unnest(p_digests), unnest(p_recorded)) AS u(id, action, leaf, digest, recorded);
      v_newest := (SELECT u.id FROM unnest(p_ids) AS u(id) ORDER BY u.id DESC NULLS LAST LIMIT 1);
      -- The store's time is the greatest time of sealing so far: it never runs backwards.
      v_times := ARRAY(SELECT greatest(v_time, max(u.t) OVER (ORDER BY u.at)) FROM unnest(p_recorded) WITH ORDINALITY AS u(t, at) ORDER BY u.at);
      v_first := v_times[1];
      v_last := v_times[v_count];
    END IF;
    v_month := cairn.month_of(v_last);
    v_is_usual := v_is_usual AND v_last - v_now <= v_skew AND cairn.month_of(v_first) = v_month AND to_regclass('cairn.addresses_' || v_month) IS NOT NULL
      AND length(v_edge) = 32 * bit_count(v_to::bit(64));
  END IF;
  IF v_is_usual IS NOT TRUE THEN
    SELECT a.* INTO done, logs, sizes, edges, stored_at, people, known_at, known_idx, known_digests, known_hashes, clash FROM cairn.append(
      p_log, p_waits, p_looks, p_logs, p_counts, p_sizes, p_people, p_edges, p_ids, p_leaves, p_recorded, p_occurred, p_actions,
      p_categories, p_actor_types, p_actor_ids, p_outcomes, p_digests, p_replay_keys, p_lookup_keys, p_target_at, p_target_n,
      p_target_types, p_target_ids, p_disclosure_at, p_disclosure_names, p_disclosure_subjects, p_disclosure_classes, p_disclosure_keys,
      p_disclosure_digests, p_disclosure_bodies, p_network_at, p_networks, p_manifest_at, p_manifest_bodies, p_subject_at,
      p_subject_identifiers, p_subjects, p_alias_at, p_alias_identifiers, p_alias_subjects, p_tile_logs, p_tile_levels, p_tile_indexes,
      p_tile_hashes) a;
    RETURN;
  END IF;

  IF v_count = 1 THEN
    INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
      VALUES (p_log, v_size, v_first, p_occurred[1], v_month, p_ids[1], p_actions[1], p_categories[1], p_actor_types[1], p_actor_ids[1], p_outcomes[1], p_leaves[1]);
    INSERT INTO cairn.replays (log, idx, event_id, key_id, digest) VALUES (p_log, v_size, p_ids[1], p_replay_keys[1], p_digests[1]);
  ELSE
    INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
      SELECT p_log, generate_series(v_size, v_to - 1), unnest(v_times), unnest(p_occurred), v_month, unnest(p_ids), unnest(p_actions), unnest(p_categories),
        unnest(p_actor_types), unnest(p_actor_ids), unnest(p_outcomes), unnest(p_leaves);
    INSERT INTO cairn.replays (log, idx, event_id, key_id, digest)
      SELECT p_log, generate_series(v_size, v_to - 1), unnest(p_ids), unnest(p_replay_keys), unnest(p_digests);
  END IF;
  IF cardinality(p_target_at) > 0 THEN
    INSERT INTO cairn.targets (log, idx, month, n, type, id)
      SELECT p_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, v_month, u.n, u.type, u.id
      FROM (SELECT unnest(p_target_at), unnest(p_target_n), unnest(p_target_types), unnest(p_target_ids)) AS u(at, n, type, id);
  END IF;
  IF cardinality(p_disclosure_at) > 0 THEN
    INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, body)
      SELECT p_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, 0, v_month, u.name, u.subject, u.class, u.body
      FROM (SELECT unnest(p_disclosure_at), unnest(p_disclosure_names), unnest(p_disclosure_subjects), unnest(p_disclosure_classes), unnest(p_disclosure_bodies))
        AS u(at, name, subject, class, body);
  END IF;
  IF cardinality(p_network_at) > 0 THEN
    INSERT INTO cairn.addresses (log, idx, network, month, key_id)
      SELECT p_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, u.network, v_month, p_lookup_keys[u.at]
      FROM (SELECT unnest(p_network_at), unnest(p_networks)) AS u(at, network);
  END IF;
  IF cardinality(p_alias_at) > 0 THEN
    INSERT INTO cairn.aliases (log, first_idx, key_id, identifier, subject)
      SELECT p_log, CASE WHEN u.at BETWEEN 1 AND v_count THEN v_size + u.at - 1 END, p_lookup_keys[u.at], u.identifier, u.subject
      FROM (SELECT unnest(p_alias_at), unnest(p_alias_identifiers), unnest(p_alias_subjects)) AS u(at, identifier, subject)
      ON CONFLICT (log, identifier, subject) DO NOTHING;
  END IF;

  -- Each piece begins where its tile ends, or the tile where it begins, and together they are all hashes that are new.
  v_missing := 0;
  FOR level IN 0 .. 7 LOOP
    v_missing := v_missing + (v_to >> (8 * level)) - (v_size >> (8 * level));
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
    v_missing := v_missing - v_length;
    INSERT INTO cairn.tiles (log, idx, level, at, hashes) VALUES (p_log, v_idx, v_level, (v_from & 255)::integer, v_hashes);
  END LOOP;
  IF v_missing <> 0 THEN
    RAISE EXCEPTION 'The tiles are not those of % entries', v_count USING ERRCODE = 'CA003';
  END IF;

  UPDATE cairn.heads h SET size = v_to, edge = v_edge, stored_at = v_last, newest = v_newest WHERE h.log = p_log;
  done := true;
  clash := false;
  logs := p_logs;
  sizes := ARRAY[v_to];
  edges := p_edges;
  stored_at := ARRAY[v_last];
  people := ARRAY[v_left];

  -- When this returns, the entries survive a power cut, whatever the role or the database was set to.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

-- Stores the log unless its tenant and generation are there; in both cases returns what is stored.
CREATE FUNCTION cairn.add_log(
  p_tenant text, p_generation integer, p_log_id text, p_origin text, p_secret bytea, p_key_ids integer[], p_key_purposes text[], p_keys bytea[])
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_key bigint;
BEGIN
  IF (length(p_secret) = 32 AND length(p_tenant) BETWEEN 1 AND 64 AND length(p_log_id) = 26 AND p_generation > 0
    AND cardinality(p_key_ids) = cardinality(p_keys) AND cardinality(p_key_purposes) = cardinality(p_keys)
    AND NOT EXISTS (SELECT FROM unnest(p_key_ids, p_key_purposes, p_keys) AS k(id, purpose, bytes)
      WHERE (k.id > 0 AND k.purpose IN ('lookup', 'replay') AND length(k.bytes) = 32) IS NOT TRUE)) IS NOT TRUE
  THEN
    RAISE EXCEPTION 'That is no log' USING ERRCODE = 'CA003';
  END IF;
  INSERT INTO cairn.logs AS l (generation, tenant, log_id, origin, secret) VALUES (p_generation, p_tenant, p_log_id, p_origin, p_secret)
    ON CONFLICT ON CONSTRAINT logs_tenant_generation_key DO NOTHING RETURNING l.key INTO v_key;
  IF v_key IS NOT NULL THEN
    INSERT INTO cairn.heads (log, size, stored_at, people, newest, edge) VALUES (v_key, 0, 0, 0, '00000000-0000-0000-0000-000000000000', '');
    INSERT INTO cairn.keys (log, id, purpose, key) SELECT v_key, k.id, k.purpose, k.bytes FROM unnest(p_key_ids, p_key_purposes, p_keys) AS k(id, purpose, bytes);
  END IF;
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  RETURN QUERY SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret FROM cairn.logs l WHERE l.tenant = p_tenant AND l.generation = p_generation;
END $$;

-- A tenant's first log. Whoever records makes it, and nothing else: what goes on from it is what everybody would record into from then on.
CREATE FUNCTION cairn.create_log(
  p_tenant text, p_generation integer, p_log_id text, p_origin text, p_secret bytea, p_key_ids integer[], p_key_purposes text[], p_keys bytea[])
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_generation > 1 THEN
    RAISE EXCEPTION 'Only cairn.continue_log makes generation %', p_generation USING ERRCODE = 'CA003';
  END IF;
  RETURN QUERY SELECT l.* FROM cairn.add_log(p_tenant, p_generation, p_log_id, p_origin, p_secret, p_key_ids, p_key_purposes, p_keys) l;
END $$;

-- The log that goes on from a tenant's newest one, for cairn recover.
CREATE FUNCTION cairn.continue_log(
  p_tenant text, p_generation integer, p_log_id text, p_origin text, p_secret bytea, p_key_ids integer[], p_key_purposes text[], p_keys bytea[])
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (p_generation > 1 AND EXISTS (SELECT FROM cairn.logs l WHERE l.tenant = p_tenant AND l.generation = p_generation - 1)) IS NOT TRUE THEN
    RAISE EXCEPTION 'There is no log that generation % goes on from', p_generation USING ERRCODE = 'CA003';
  END IF;
  RETURN QUERY SELECT l.* FROM cairn.add_log(p_tenant, p_generation, p_log_id, p_origin, p_secret, p_key_ids, p_key_purposes, p_keys) l;
END $$;

-- Says from which size on a key signs, unless it is the newest already.
CREATE FUNCTION cairn.add_vkey(p_log bigint, p_from_size bigint, p_vkey text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_from bigint;
  v_vkey text;
BEGIN
  PERFORM FROM cairn.heads h WHERE h.log = p_log FOR NO KEY UPDATE; -- One at a time.
  IF (FOUND AND p_from_size >= 0 AND length(p_vkey) BETWEEN 1 AND 1024) IS NOT TRUE THEN
    RAISE EXCEPTION 'There is no log %, or that is no key of it', p_log USING ERRCODE = 'CA004';
  END IF;
  SELECT k.from_size, k.vkey INTO v_from, v_vkey FROM cairn.vkeys k WHERE k.log = p_log ORDER BY k.from_size DESC LIMIT 1;
  IF v_vkey = p_vkey THEN
    RETURN;
  ELSIF v_from >= p_from_size THEN
    RAISE EXCEPTION 'Another key signs this log from size % on', v_from USING ERRCODE = 'CA008';
  END IF;
  INSERT INTO cairn.vkeys (log, from_size, vkey) VALUES (p_log, p_from_size, p_vkey);
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

CREATE FUNCTION cairn.schema_serves() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT max(m.serves) FROM cairn.migrations m
$$;

-------------------------------------------------------------------------------- what recording reads, without a right on a table

CREATE FUNCTION cairn.list_logs() RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret FROM cairn.logs l ORDER BY l.tenant, l.generation
$$;

-- The newest log of a tenant, or the log of an id.
CREATE FUNCTION cairn.find_log(p_tenant text, p_log_id text) RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret FROM cairn.logs l WHERE l.tenant = p_tenant OR l.log_id = p_log_id ORDER BY l.generation DESC LIMIT 1
$$;

CREATE FUNCTION cairn.list_keys() RETURNS TABLE (log bigint, id integer, purpose text, key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.log, k.id, k.purpose, k.key FROM cairn.keys k ORDER BY k.log, k.id
$$;

CREATE FUNCTION cairn.read_keys(p_log bigint) RETURNS TABLE (log bigint, id integer, purpose text, key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.log, k.id, k.purpose, k.key FROM cairn.keys k WHERE k.log = p_log ORDER BY k.id
$$;

CREATE FUNCTION cairn.read_vkeys(p_log bigint) RETURNS TABLE (from_size bigint, vkey text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.from_size, k.vkey FROM cairn.vkeys k WHERE k.log = p_log ORDER BY k.from_size, k.vkey
$$;

-- Of one log or several: by whole keys, one at a time, as cairn.append looks up. A log whose head is gone has a row without a size.
CREATE FUNCTION cairn.read_heads(p_logs bigint[]) RETURNS TABLE (log bigint, size bigint, edge bytea, stored_at bigint, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT l.key, h.size, h.edge, h.stored_at, h.people FROM unnest(p_logs) AS u(log) JOIN cairn.logs l ON l.key = u.log LEFT JOIN cairn.heads h ON h.log = u.log;
END $$;

CREATE FUNCTION cairn.read_tiles(p_logs bigint[], p_levels integer[], p_indexes bigint[]) RETURNS TABLE (log bigint, level integer, idx bigint, at integer, hashes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT t.log, t.level, t.idx, t.at, t.hashes FROM unnest(p_logs, p_levels, p_indexes) AS u(log, level, idx)
    JOIN cairn.tiles t ON t.log = u.log AND t.level = u.level AND t.idx = u.idx;
END $$;

CREATE FUNCTION cairn.read_checkpoints(p_logs bigint[]) RETURNS TABLE (log bigint, note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT c.log, c.note FROM unnest(p_logs) AS u(log) JOIN cairn.checkpoints c ON c.log = u.log;
END $$;

-- How far every log has come, and what was published of it: what a host with the key looks at every few seconds.
CREATE FUNCTION cairn.read_progress()
RETURNS TABLE (key bigint, tenant text, generation integer, log_id text, origin text, secret bytea, size bigint, note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret, h.size, c.note
    FROM cairn.logs l LEFT JOIN cairn.heads h ON h.log = l.key LEFT JOIN cairn.checkpoints c ON c.log = l.key ORDER BY l.tenant, l.generation;
END $$;

-- Which words of the application's a log has.
CREATE FUNCTION cairn.read_declared(p_log bigint) RETURNS TABLE (idx bigint, body bytea, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.idx, m.body, m.kind FROM cairn.manifests m WHERE m.log = p_log AND m.kind = 'action_declared' ORDER BY m.idx
$$;

-- Under which producer and number entries stand, and nothing else of them: what comes again out of a spool is told from what another spool brought. What is gone,
-- or no leaf, is left out.
CREATE FUNCTION cairn.read_numbers(p_log bigint, p_idx bigint[]) RETURNS TABLE (idx bigint, producer text, seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_leaf bytea;
BEGIN
  FOREACH idx IN ARRAY coalesce(p_idx, '{}') LOOP
    SELECT e.leaf INTO v_leaf FROM cairn.entries e WHERE e.log = p_log AND e.idx = read_numbers.idx;
    IF FOUND THEN
      BEGIN
        producer := convert_from(v_leaf, 'UTF8')::jsonb ->> 'producer';
        seq := (convert_from(v_leaf, 'UTF8')::jsonb ->> 'seq')::bigint;
        RETURN NEXT;
      EXCEPTION WHEN data_exception THEN
        NULL; -- It is no leaf.
      END;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION cairn.find_event(p_log bigint, p_id uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.idx FROM cairn.replays r WHERE r.log = p_log AND r.event_id = p_id
$$;

-- A row a person, and one (identifier null) for each log: how often persons left it, at the same moment.
CREATE FUNCTION cairn.find_subjects(p_logs bigint[], p_identifiers bytea[])
RETURNS TABLE (log bigint, people bigint, first_idx bigint, identifier bytea, subject text, key_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT h.log, h.people, NULL::bigint, NULL::bytea, NULL::text, NULL::bigint FROM unnest(p_logs) AS u(log) JOIN cairn.heads h ON h.log = u.log;
  RETURN QUERY SELECT d.log, NULL::bigint, d.first_idx, d.identifier, d.subject, d.key_id FROM unnest(p_logs, p_identifiers) AS u(log, identifier)
    JOIN cairn.directory d ON d.log = u.log AND d.identifier = u.identifier;
END $$;

CREATE FUNCTION cairn.find_aliases(p_logs bigint[], p_identifiers bytea[]) RETURNS TABLE (log bigint, first_idx bigint, identifier bytea, subject text, key_id integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY SELECT a.log, a.first_idx, a.identifier, a.subject, a.key_id FROM unnest(p_logs, p_identifiers) AS u(log, identifier)
    JOIN cairn.aliases a ON a.log = u.log AND a.identifier = u.identifier;
END $$;

----------------------------------------------------------------------------------------------------------- the ways out

-- Forgets those of these persons (null: of all) whom no disclosure names any more, and returns how many. What is slow happens first, while nobody waits for the
-- head; who was named meanwhile stays.
CREATE FUNCTION cairn.forget_persons(p_log bigint, p_subjects text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = on SET enable_hashjoin = on AS $$
DECLARE
  c_names CONSTANT text[] := ARRAY['actor', 'actor.contact', 'targets'];
  v_size bigint;
  v_people text[];
BEGIN
  SELECT h.size INTO v_size FROM cairn.heads h WHERE h.log = p_log;
  SELECT array_agg(p.subject) INTO v_people
    FROM (SELECT d.subject FROM cairn.directory d WHERE d.log = p_log UNION SELECT a.subject FROM cairn.aliases a WHERE a.log = p_log) p
    WHERE (p_subjects IS NULL OR p.subject = ANY (p_subjects))
      AND NOT EXISTS (SELECT FROM cairn.disclosures x WHERE x.log = p_log AND x.subject = p.subject AND x.name = ANY (c_names));
  PERFORM FROM cairn.heads h WHERE h.log = p_log FOR NO KEY UPDATE;
  v_people := (SELECT array_agg(p) FROM unnest(v_people) p
    WHERE p NOT IN (SELECT x.subject FROM cairn.disclosures x WHERE x.log = p_log AND x.idx >= v_size AND x.name = ANY (c_names)));
  IF v_people IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM cairn.directory d WHERE d.log = p_log AND d.subject = ANY (v_people);
  DELETE FROM cairn.aliases a WHERE a.log = p_log AND a.subject = ANY (v_people);
  UPDATE cairn.heads h SET people = h.people + 1 WHERE h.log = p_log;
  RETURN cardinality(v_people);
END $$;

-- Deletes the entries that the plan at this index names, with all that stands beside them, but for those that a hold or a floor keeps; Cairn's own stay.
-- Returns how many went, at how many of the plan's indexes there is none now, and which of them holds keep.
CREATE FUNCTION cairn.expire(p_log bigint, p_plan bigint, OUT entries bigint, OUT gone bigint, OUT persons bigint, OUT held_from bigint[], OUT held_to bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_plan CONSTANT jsonb := cairn.attested(p_log, p_plan, 'expiry_planned');
  v_named CONSTANT int8multirange := cairn.index_set(v_plan -> 'set') * int8multirange(int8range(0, p_plan));
  v_held CONSTANT int8multirange := v_named * cairn.held(p_log);
  v_set CONSTANT int8multirange := cairn.may_go(p_log, p_plan);
  v_subjects text[];
BEGIN
  IF v_plan IS NULL THEN
    RAISE EXCEPTION 'Entry % of log % plans no expiry: nothing was deleted', p_plan, p_log USING ERRCODE = 'CA005';
  ELSIF (v_plan ->> 'not_before')::timestamptz > clock_timestamp() THEN
    RAISE EXCEPTION 'The plan is for % and later: nothing was deleted', v_plan ->> 'not_before' USING ERRCODE = 'CA005';
  END IF;
  PERFORM set_config('cairn.manifest', p_log || ' ' || p_plan, true);
  -- From end to end, each row looked up in the set: with a join, a planner may compare every row with every range.
  DELETE FROM cairn.replays x USING cairn.entries e
    WHERE e.log = p_log AND e.idx >= lower(v_set) AND e.idx < upper(v_set) AND v_set @> e.idx AND e.month <> 0 AND x.log = p_log AND x.event_id = e.event_id AND x.idx = e.idx;
  DELETE FROM cairn.targets t WHERE t.log = p_log AND t.idx >= lower(v_set) AND t.idx < upper(v_set) AND v_set @> t.idx AND t.month <> 0;
  WITH deleted AS (
    DELETE FROM cairn.disclosures d WHERE d.log = p_log AND d.idx >= lower(v_set) AND d.idx < upper(v_set) AND v_set @> d.idx AND d.month <> 0 RETURNING d.subject)
  SELECT array_agg(DISTINCT d.subject) INTO v_subjects FROM deleted d;
  SELECT array_agg(DISTINCT p.subject) INTO v_subjects FROM (
    SELECT unnest(v_subjects) UNION SELECT d.subject FROM cairn.directory d WHERE d.log = p_log AND v_set @> d.first_idx
    UNION SELECT a.subject FROM cairn.aliases a WHERE a.log = p_log AND v_set @> a.first_idx) AS p(subject);
  DELETE FROM cairn.addresses a WHERE a.log = p_log AND a.idx >= lower(v_set) AND a.idx < upper(v_set) AND v_set @> a.idx AND a.month <> 0;
  DELETE FROM cairn.entries e WHERE e.log = p_log AND e.idx >= lower(v_set) AND e.idx < upper(v_set) AND v_set @> e.idx AND e.month <> 0;
  GET DIAGNOSTICS entries = ROW_COUNT;
  persons := cairn.forget_persons(p_log, coalesce(v_subjects, '{}'));
  IF v_set && cairn.held(p_log) THEN -- From here on nobody places one: the head is locked.
    RAISE EXCEPTION 'A hold was placed on log % meanwhile: nothing was deleted', p_log USING ERRCODE = '40001';
  END IF;
  gone := (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(v_named) r)
    - (SELECT count(*) FROM cairn.entries e WHERE e.log = p_log AND e.idx >= lower(v_named) AND e.idx < upper(v_named) AND v_named @> e.idx);
  SELECT coalesce(array_agg(lower(r) ORDER BY r), '{}'), coalesce(array_agg(upper(r) ORDER BY r), '{}') INTO held_from, held_to FROM unnest(v_held) r;
END $$;

-- Deletes, at these indexes, the disclosures that the manifest names; with them the digests of their events, postings of addresses, and persons of whom nothing
-- is left. Nothing goes where a hold keeps one of the entries. Returns how many disclosures went.
CREATE FUNCTION cairn.erase(p_log bigint, p_manifest bigint, p_indexes bigint[], OUT disclosures bigint, OUT persons bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_digests CONSTANT text[] := (SELECT array_agg(d) FROM jsonb_array_elements_text(cairn.attested(p_log, p_manifest, 'erased') -> 'digests') d);
  v_held CONSTANT int8multirange := cairn.held(p_log);
  v_kept bigint;
  v_touched bigint[];
  v_networks bigint[];
  v_subjects text[];
BEGIN
  IF v_digests IS NULL THEN
    RAISE EXCEPTION 'Entry % of log % attests no erasure: nothing was deleted', p_manifest, p_log USING ERRCODE = 'CA005';
  END IF;
  PERFORM set_config('cairn.manifest', p_log || ' ' || p_manifest, true);
  WITH deleted AS (
    DELETE FROM cairn.disclosures d WHERE d.log = p_log AND d.idx = ANY (p_indexes) AND d.idx < p_manifest AND NOT v_held @> d.idx
      AND coalesce(d.digest, cairn.digest_of(d.body)) = ANY (v_digests) RETURNING d.idx, d.name, d.subject)
  SELECT count(*), coalesce(array_agg(d.idx), '{}'), coalesce(array_agg(d.idx) FILTER (WHERE d.name = 'network'), '{}'), coalesce(array_agg(DISTINCT d.subject), '{}')
    INTO disclosures, v_touched, v_networks, v_subjects FROM deleted d;
  UPDATE cairn.replays r SET digest = NULL FROM cairn.entries e
    WHERE e.log = p_log AND e.idx = ANY (v_touched) AND r.log = p_log AND r.event_id = e.event_id AND r.idx = e.idx AND r.digest IS NOT NULL;
  DELETE FROM cairn.addresses a WHERE a.log = p_log AND a.idx = ANY (v_networks)
    AND NOT EXISTS (SELECT FROM cairn.disclosures d WHERE d.log = p_log AND d.idx = a.idx AND d.name = 'network');
  persons := cairn.forget_persons(p_log, v_subjects);
  SELECT i INTO v_kept FROM unnest(p_indexes) i JOIN cairn.entries e ON e.log = p_log AND e.idx = i WHERE i < p_manifest AND cairn.held(p_log) @> i LIMIT 1;
  IF FOUND THEN -- From here on nobody places one: the head is locked.
    RAISE EXCEPTION 'A hold in force keeps the entry %: nothing was deleted. Lift the hold first', v_kept USING ERRCODE = 'CA005';
  END IF;
END $$;

-- Whether a hold keeps an entry of this month.
CREATE FUNCTION cairn.is_held(p_month integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_log bigint;
  v_held int8multirange;
BEGIN
  FOR v_log IN SELECT DISTINCT h.log FROM cairn.holds h LOOP
    v_held := cairn.held(v_log);
    IF EXISTS (SELECT FROM cairn.entries e WHERE e.log = v_log AND e.month = p_month AND v_held @> e.idx) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;

-- Whether everything that is left in a month may go, by plans of every log that has entries there; the newest are asked first, and no more than it takes.
CREATE FUNCTION cairn.is_expired(p_month integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  v_log bigint;
  v_left int8multirange;
  v_plan bigint;
BEGIN
  FOR v_log, v_left IN SELECT e.log, range_agg(int8range(e.idx, e.idx, '[]')) FROM cairn.entries e WHERE e.month = p_month GROUP BY e.log LOOP
    FOR v_plan IN SELECT m.idx FROM cairn.manifests m WHERE m.log = v_log AND m.kind = 'expiry_planned' AND m.idx > lower(v_left) ORDER BY m.idx DESC LOOP
      v_left := v_left - coalesce(cairn.may_go(v_log, v_plan), '{}');
      EXIT WHEN isempty(v_left);
    END LOOP;
    IF NOT isempty(v_left) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Forgets the ids of a month's events, which are not in its partitions.
CREATE FUNCTION cairn.forget_ids(p_month integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
  PERFORM set_config('cairn.manifest', 'month ' || p_month, true);
  DELETE FROM cairn.replays r USING cairn.entries e WHERE e.month = p_month AND r.log = e.log AND r.event_id = e.event_id AND r.idx = e.idx;
END $$;

-- The logs that have entries in a month, and how many there are.
CREATE FUNCTION cairn.logs_of(p_month integer, OUT entries bigint, OUT logs bigint[]) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT sum(n), array_agg(log) INTO entries, logs FROM (SELECT e.log, count(*) FROM cairn.entries e WHERE e.month = p_month GROUP BY e.log) AS c(log, n);
END $$;

-- Takes strong locks without standing in the way: behind whoever waits for one, everybody else waits too. So a quarter of a second at a time, and then nothing
-- is held for a while; in the end it says who has them.
CREATE FUNCTION cairn.lock_soon(p_tables text[], p_mode text, p_tries integer) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  v_names CONSTANT text := (SELECT string_agg(format('cairn.%I', t), ', ' ORDER BY n) FROM unnest(p_tables) WITH ORDINALITY AS u(t, n));
BEGIN
  FOR v_try IN 1 .. p_tries LOOP
    BEGIN
      EXECUTE format('LOCK TABLE %s IN %s MODE', v_names, p_mode);
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      IF v_try < p_tries THEN
        PERFORM pg_sleep(0.75);
      END IF;
    END;
  END LOOP;
  RAISE EXCEPTION 'Transactions that stay open keep the lock from %: the servers'' processes %', v_names, (SELECT string_agg(DISTINCT l.pid::text, ', ') FROM pg_locks l
    WHERE l.relation = ANY (ARRAY(SELECT format('cairn.%I', t)::regclass FROM unnest(p_tables) t)) AND l.granted AND l.pid <> pg_backend_pid()) USING ERRCODE = 'CA009';
END $$;

-- Drops a month whole, when plans let go everything that is left in it. Returns how many entries went, and whose they were: their persons are forgotten by
-- cairn.forget_persons in transactions of their own, so that no append waits for that.
CREATE FUNCTION cairn.drop_month(p_month integer, p_tries integer DEFAULT 60, OUT entries bigint, OUT logs bigint[]) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET jit = off SET lock_timeout = '250ms' AS $$
DECLARE
  c_kinds CONSTANT text[] := ARRAY['entries', 'targets', 'disclosures', 'addresses'];
  v_kind text;
BEGIN
  PERFORM cairn.lock_soon(ARRAY['migrations'], 'EXCLUSIVE', p_tries);
  IF to_regclass('cairn.entries_' || p_month) IS NOT NULL THEN
    PERFORM cairn.lock_soon(ARRAY['entries_' || p_month], 'SHARE', p_tries); -- What a late host is appending to it is seen, or waits.
  END IF;
  IF (p_month > 0 AND p_month < cairn.month_of((extract(epoch FROM now()) * 1000000)::bigint) AND cairn.is_expired(p_month)) IS NOT TRUE THEN
    RAISE EXCEPTION 'Month % is not over, or holds entries that no plan lets go', p_month USING ERRCODE = 'CA005';
  END IF;
  SELECT l.entries, l.logs INTO entries, logs FROM cairn.logs_of(p_month) l;
  PERFORM cairn.forget_ids(p_month);
  PERFORM cairn.lock_soon(c_kinds, 'ACCESS EXCLUSIVE', p_tries); -- In the order in which appending takes them.
  IF cairn.is_held(p_month) THEN -- From here on nobody places one.
    RAISE EXCEPTION 'A hold was placed on entries of month % meanwhile: nothing went', p_month USING ERRCODE = '40001';
  END IF;
  FOREACH v_kind IN ARRAY c_kinds LOOP
    EXECUTE format('DROP TABLE IF EXISTS cairn.%I', v_kind || '_' || p_month);
  END LOOP;
  entries := coalesce(entries, 0);
  logs := coalesce(logs, '{}');
END $$;

-------------------------------------------------------------------------------------------------------- for people with SQL

-- The JSON of some bytes, or nothing: one row that is none must not stop a query. U+0000, which no text here can have, is replaced.
CREATE FUNCTION cairn.json_of(p_bytes bytea) RETURNS json LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_text text;
BEGIN
  BEGIN
    v_text := convert_from(p_bytes, 'UTF8');
    PERFORM v_text::jsonb;
  EXCEPTION WHEN data_exception THEN
    v_text := replace(v_text, '\u0000', '\ufffd');
    PERFORM v_text::jsonb;
  END;
  RETURN v_text::json;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- Whoever may execute these sees e-mail addresses and phone numbers, or addresses and sessions, in cairn.events.
CREATE FUNCTION cairn.sees_contact() RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;
CREATE FUNCTION cairn.sees_network() RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;

-- A row an entry, under the policies of whoever asks. Nothing here is held against the tree: verified says so.
CREATE VIEW cairn.events WITH (security_invoker = true) AS
SELECT l.tenant, l.log_id AS log, e.idx AS index, e.event_id AS id,
  timestamptz 'epoch' + e.occurred_at * interval '1 microsecond' AS "time", timestamptz 'epoch' + e.stored_at * interval '1 microsecond' AS recorded,
  e.action, e.category, e.actor_type, coalesce(d.actor ->> 'id', e.actor_id) AS actor, d.actor ->> 'name' AS name, d.contact ->> 'email' AS email,
  d.contact ->> 'phone' AS phone, coalesce(d.actor ->> 'role', f.leaf #>> '{actor,role}') AS role,
  f.leaf #>> '{targets,0,type}' AS target_type, coalesce(d.targets #>> '{0,ids,0}', f.leaf #>> '{targets,0,id}') AS target, d.targets #>> '{0,names,0}' AS target_name,
  f.leaf -> 'targets' AS targets, d.targets AS target_names, e.outcome, coalesce(d.content ->> 'code', f.leaf #>> '{outcome,code}') AS code,
  d.content ->> 'error' AS error, d.content ->> 'reason' AS reason, d.content ->> 'description' AS description, d.content -> 'changes' AS changes,
  d.content -> 'metadata' AS metadata, coalesce(d.network ->> 'source', f.leaf ->> 'source') AS source, d.network ->> 'ip' AS ip,
  d.network ->> 'user_agent' AS user_agent, d.network ->> 'session_id' AS session, coalesce(d.network ->> 'request_id', f.leaf ->> 'request_id') AS request,
  coalesce(d.network ->> 'operation_id', f.leaf ->> 'operation_id') AS operation, d.withheld, false AS verified
FROM cairn.entries e
JOIN cairn.logs l ON l.key = e.log
CROSS JOIN (SELECT has_function_privilege('cairn.sees_contact()', 'EXECUTE') AS contact, has_function_privilege('cairn.sees_network()', 'EXECUTE') AS network) s
CROSS JOIN LATERAL (SELECT cairn.json_of(e.leaf) AS leaf OFFSET 0) f
CROSS JOIN LATERAL (
  SELECT
    (array_agg(cairn.json_of(x.body) -> 2) FILTER (WHERE x.name = 'actor' AND x.key_id = 0 AND x.subject = coalesce(e.actor_type || ':' || e.actor_id, '')))[1] AS actor,
    (array_agg(cairn.json_of(x.body) -> 2) FILTER (WHERE x.name = 'actor.contact' AND x.key_id = 0 AND s.contact))[1] AS contact,
    (array_agg(cairn.json_of(x.body) -> 2) FILTER (WHERE x.name = 'network' AND x.key_id = 0 AND s.network))[1] AS network,
    (array_agg(cairn.json_of(x.body) -> 2 ORDER BY length(x.body) DESC) FILTER (WHERE x.name = 'content' AND x.key_id = 0))[1] AS content,
    json_agg(cairn.json_of(x.body) -> 2 ORDER BY (cairn.json_of(x.body) #>> '{2,names,0}') IS NULL) FILTER (WHERE x.name = 'targets' AND x.key_id = 0) AS targets,
    array_agg(DISTINCT x.class) FILTER (WHERE x.key_id <> 0 OR x.class = 'contact' AND NOT s.contact OR x.class = 'network' AND NOT s.network) AS withheld
  FROM cairn.disclosures x WHERE x.log = e.log AND x.idx = e.idx AND x.month = e.month) d;
COMMENT ON VIEW cairn.events IS 'A row an entry, for reading with SQL. Nothing of it is verified: run cairn verify.';

----------------------------------------------------------------------------------------------------- guards and rights, set

SELECT cairn.guard(t, t) FROM unnest(ARRAY['migrations', 'settings', 'access', 'logs', 'heads', 'keys', 'vkeys', 'entries', 'targets', 'disclosures', 'addresses', 'replays',
  'manifests', 'holds', 'directory', 'aliases', 'tiles', 'checkpoints']) t;
SELECT cairn.make_month(0);
SELECT cairn.make_months(3);

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cairn FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cairn.append, cairn.append_to_one, cairn.create_log, cairn.add_vkey, cairn.publish_checkpoints, cairn.list_logs, cairn.find_log, cairn.list_keys, cairn.read_keys, cairn.read_vkeys, cairn.read_heads,
  cairn.read_tiles, cairn.read_checkpoints, cairn.read_progress, cairn.read_declared, cairn.read_numbers, cairn.find_event, cairn.find_subjects, cairn.find_aliases, cairn.make_months TO {writer};
GRANT EXECUTE ON FUNCTION cairn.readable, cairn.months_of, cairn.json_of TO {reader};
GRANT EXECUTE ON FUNCTION cairn.json_of TO {keeper};
GRANT EXECUTE ON FUNCTION cairn.months_of, cairn.expire, cairn.erase, cairn.forget_persons, cairn.drop_month, cairn.make_months, cairn.continue_log TO {keeper};
GRANT EXECUTE ON FUNCTION cairn.attested, cairn.kind_of, cairn.committed, cairn.index_set, cairn.held, cairn.kept_since, cairn.may_go, cairn.base64url, cairn.digest_of TO {expiry};
GRANT EXECUTE ON FUNCTION cairn.schema_version, cairn.schema_serves TO {writer}, {reader}, {keeper};

-- Partitions get no right: they are reached by their parent alone. Readers read no secret and no key: with them, a person's pseudonym could be looked up.
GRANT SELECT (key, tenant, generation, log_id, origin) ON cairn.logs TO {reader};
GRANT SELECT (log, size, stored_at, people, edge) ON cairn.heads TO {reader};
GRANT SELECT ON cairn.vkeys, cairn.entries, cairn.targets, cairn.disclosures, cairn.addresses, cairn.replays, cairn.manifests, cairn.holds, cairn.directory, cairn.aliases,
  cairn.tiles, cairn.checkpoints TO {reader};
GRANT SELECT ON cairn.events TO {reader}, {keeper};
GRANT SELECT ON cairn.migrations, cairn.settings, cairn.access, cairn.logs, cairn.heads, cairn.keys, cairn.vkeys, cairn.entries, cairn.targets, cairn.disclosures, cairn.addresses,
  cairn.replays, cairn.manifests, cairn.holds, cairn.directory, cairn.aliases, cairn.tiles, cairn.checkpoints TO {keeper};
GRANT SELECT ON cairn.settings, cairn.heads, cairn.tiles, cairn.entries, cairn.targets, cairn.disclosures, cairn.addresses, cairn.replays, cairn.manifests, cairn.holds, cairn.directory,
  cairn.aliases TO {expiry};
GRANT DELETE ON cairn.entries, cairn.targets, cairn.disclosures, cairn.addresses, cairn.replays, cairn.directory, cairn.aliases TO {expiry};
GRANT UPDATE (digest) ON cairn.replays TO {expiry};
GRANT UPDATE (people) ON cairn.heads TO {expiry};

-- The ways out belong to a role without members. It may make nothing afterwards; where one role is all roles, that role may.
GRANT CREATE ON SCHEMA cairn TO {expiry};
RESET ROLE;
ALTER FUNCTION cairn.attested OWNER TO {expiry};
ALTER FUNCTION cairn.forget_persons OWNER TO {expiry};
ALTER FUNCTION cairn.expire OWNER TO {expiry};
ALTER FUNCTION cairn.erase OWNER TO {expiry};
ALTER FUNCTION cairn.is_held OWNER TO {expiry};
ALTER FUNCTION cairn.is_expired OWNER TO {expiry};
ALTER FUNCTION cairn.forget_ids OWNER TO {expiry};
ALTER FUNCTION cairn.logs_of OWNER TO {expiry};
ALTER FUNCTION cairn.read_numbers OWNER TO {expiry};
SET LOCAL ROLE {expiry};
GRANT EXECUTE ON FUNCTION cairn.attested, cairn.is_held, cairn.is_expired, cairn.forget_ids, cairn.logs_of TO {owner};
SET LOCAL ROLE {owner};
REVOKE CREATE ON SCHEMA cairn FROM {expiry};
GRANT CREATE ON SCHEMA cairn TO {owner};
RESET ROLE;
