-- Everything in the schema cairn that guards a log: what it is, which, and how it is. An owner's own rights are left out: it has all.
WITH mine AS (SELECT n.oid, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n WHERE n.nspname = 'cairn'),
rel AS (SELECT c.* FROM pg_catalog.pg_class c JOIN mine ON c.relnamespace = mine.oid),
fun AS (SELECT f.*, f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' AS called FROM pg_catalog.pg_proc f JOIN mine ON f.pronamespace = mine.oid),
granted AS (
  SELECT 'schema cairn' AS what, nspowner AS owner, nspacl AS acl FROM mine
  UNION ALL SELECT 'table ' || relname, relowner, relacl FROM rel
  UNION ALL SELECT 'column ' || rel.relname || '.' || a.attname, rel.relowner, a.attacl FROM rel JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND NOT a.attisdropped
  UNION ALL SELECT 'function ' || called, proowner, coalesce(proacl, pg_catalog.acldefault('f', proowner)) FROM fun)
SELECT 'schema', 'cairn', 'owner ' || pg_catalog.pg_get_userbyid(nspowner) FROM mine
UNION ALL
SELECT 'right', g.what || ': ' || a.privilege_type || ' to ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END, CASE WHEN a.is_grantable THEN 'grantable' ELSE '' END
  FROM granted g, pg_catalog.aclexplode(g.acl) a WHERE a.grantee <> g.owner
    -- Whom to show contact and network in cairn.events is the host's to say.
    AND g.what NOT IN ('function sees_contact()', 'function sees_network()')
UNION ALL
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'relation of kind ' || relkind::text END, relname,
    concat_ws('; ', 'owner ' || pg_catalog.pg_get_userbyid(relowner), CASE relpersistence WHEN 'p' THEN NULL ELSE 'not logged' END,
      CASE WHEN relkind = 'p' THEN pg_catalog.pg_get_partkeydef(oid) END, CASE WHEN relispartition THEN pg_catalog.pg_get_expr(relpartbound, oid) END,
      CASE WHEN relkind IN ('r', 'p') THEN CASE WHEN relrowsecurity AND relforcerowsecurity THEN 'row-level security forced' ELSE 'row-level security not forced' END END,
      CASE WHEN relkind = 'v' THEN array_to_string(reloptions, ', ') END)
  FROM rel WHERE relkind NOT IN ('i', 'I', 't')
UNION ALL
SELECT 'partition', i.inhrelid::pg_catalog.regclass::text || ' of ' || i.inhparent::pg_catalog.regclass::text, ''
  FROM pg_catalog.pg_inherits i WHERE EXISTS (SELECT FROM rel WHERE relkind NOT IN ('i', 'I') AND (rel.oid = i.inhrelid OR rel.oid = i.inhparent))
UNION ALL
SELECT 'column', rel.relname || '.' || a.attname, concat_ws('; ', pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
    (SELECT 'collation ' || CASE l.collnamespace WHEN 'pg_catalog'::regnamespace THEN '' ELSE l.collnamespace::regnamespace || '.' END || l.collname
      FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation AND l.oid <> 100), nullif('identity ' || a.attidentity::text, 'identity '),
    nullif('generated ' || a.attgenerated::text, 'generated '), CASE WHEN a.attstattarget = 0 THEN 'no statistics' END, (SELECT 'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum))
  FROM rel JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE rel.relkind IN ('r', 'p')
UNION ALL
SELECT 'constraint', rel.relname || '.' || k.conname, pg_catalog.pg_get_constraintdef(k.oid, true) || CASE WHEN k.convalidated THEN '' ELSE ' not validated' END
  FROM rel JOIN pg_catalog.pg_constraint k ON k.conrelid = rel.oid WHERE k.contype <> 'n'
UNION ALL
-- What refers to a table from elsewhere keeps its rows from going.
SELECT 'constraint', k.conrelid::pg_catalog.regclass::text || '.' || k.conname, pg_catalog.pg_get_constraintdef(k.oid, true)
  FROM rel JOIN pg_catalog.pg_constraint k ON k.confrelid = rel.oid WHERE NOT EXISTS (SELECT FROM rel own WHERE own.oid = k.conrelid)
UNION ALL
SELECT 'index', i.relname, pg_catalog.pg_get_indexdef(i.oid) || CASE WHEN x.indisvalid AND x.indisready THEN '' ELSE ' not valid' END
  FROM rel JOIN pg_catalog.pg_index x ON x.indrelid = rel.oid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE rel.relkind IN ('r', 'p')
UNION ALL
SELECT 'trigger', rel.relname || '.' || t.tgname, pg_catalog.pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'A' THEN '' WHEN 'D' THEN ' disabled' ELSE ' not always' END
  FROM rel JOIN pg_catalog.pg_trigger t ON t.tgrelid = rel.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'rule', rel.relname || '.' || r.rulename, pg_catalog.pg_get_ruledef(r.oid) FROM rel JOIN pg_catalog.pg_rewrite r ON r.ev_class = rel.oid
UNION ALL
SELECT 'policy', rel.relname || '.' || p.polname, concat_ws('; ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    CASE WHEN p.polpermissive THEN NULL ELSE 'restrictive' END,
    (SELECT 'to ' || string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(r)::text END, ', ' ORDER BY r) FROM unnest(p.polroles) r),
    'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
  FROM rel JOIN pg_catalog.pg_policy p ON p.polrelid = rel.oid
UNION ALL
SELECT 'function', fun.called, concat_ws('; ', 'owner ' || pg_catalog.pg_get_userbyid(fun.proowner), 'returns ' || pg_catalog.pg_get_function_result(fun.oid), l.lanname,
    'volatile ' || fun.provolatile::text, CASE WHEN fun.prosecdef THEN 'security definer' END, CASE WHEN fun.proisstrict THEN 'strict' END, CASE WHEN fun.proleakproof THEN 'leakproof' END,
    CASE WHEN fun.prosupport <> 0 THEN 'planned by ' || fun.prosupport::pg_catalog.regproc END, 'defaults ' || pg_catalog.pg_get_expr(fun.proargdefaults, 0), array_to_string(fun.proconfig, ', '), fun.prosrc)
  FROM fun JOIN pg_catalog.pg_language l ON l.oid = fun.prolang
UNION ALL
-- What the names in tables, indexes and functions mean: whose it is, and how it compares. The server's own belong to its first superuser.
SELECT 'collation', l.collnamespace::pg_catalog.regnamespace || '.' || l.collname, concat_ws('; ', CASE WHEN l.collowner <> 10 THEN 'owner ' || pg_catalog.pg_get_userbyid(l.collowner) END,
    'provider ' || l.collprovider::text, CASE WHEN l.collisdeterministic THEN 'deterministic' ELSE 'not deterministic' END, l.collcollate, l.collctype)
  FROM pg_catalog.pg_collation l WHERE l.oid <> 100 AND (EXISTS (SELECT FROM rel JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attcollation = l.oid AND a.attnum > 0)
    OR EXISTS (SELECT FROM rel JOIN pg_catalog.pg_index x ON x.indrelid = rel.oid WHERE l.oid = ANY (x.indcollation::oid[])))
UNION ALL
SELECT 'operator class', o.opcnamespace::pg_catalog.regnamespace || '.' || o.opcname || ' for ' || m.amname, concat_ws('; ', CASE WHEN o.opcowner <> 10 THEN 'owner ' || pg_catalog.pg_get_userbyid(o.opcowner) END,
    pg_catalog.format_type(o.opcintype, NULL), 'family ' || f.opfnamespace::pg_catalog.regnamespace || '.' || f.opfname, CASE WHEN o.opcdefault THEN 'default' END)
  FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod JOIN pg_catalog.pg_opfamily f ON f.oid = o.opcfamily
  WHERE EXISTS (SELECT FROM rel JOIN pg_catalog.pg_index x ON x.indrelid = rel.oid WHERE o.oid = ANY (x.indclass::oid[]))
UNION ALL
SELECT 'operator family', f.opfnamespace::pg_catalog.regnamespace || '.' || f.opfname || ' for ' || m.amname || ': ' || e.what, ''
  FROM (SELECT amopfamily AS family, amopopr::pg_catalog.regoperator::text AS what FROM pg_catalog.pg_amop WHERE oid >= 16384 OR amopopr >= 16384
    UNION ALL SELECT amprocfamily, amproc::pg_catalog.regprocedure::text FROM pg_catalog.pg_amproc WHERE oid >= 16384 OR amproc >= 16384) e
  JOIN pg_catalog.pg_opfamily f ON f.oid = e.family JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod
  WHERE EXISTS (SELECT FROM rel JOIN pg_catalog.pg_index x ON x.indrelid = rel.oid JOIN pg_catalog.pg_opclass o ON o.oid = ANY (x.indclass::oid[]) WHERE o.opcfamily = f.oid)
UNION ALL
SELECT 'language', l.lanname, concat_ws('; ', CASE WHEN l.lanowner <> 10 THEN 'owner ' || pg_catalog.pg_get_userbyid(l.lanowner) END, CASE WHEN l.lanplcallfoid <> 0 THEN 'calls ' || l.lanplcallfoid::pg_catalog.regprocedure END)
  FROM pg_catalog.pg_language l WHERE EXISTS (SELECT FROM fun WHERE fun.prolang = l.oid)
UNION ALL
-- Whatever else can stand in a schema: in this one, and among the server's, where a plain name finds it first.
SELECT o.what, CASE o.place WHEN 'pg_catalog'::regnamespace THEN 'pg_catalog.' ELSE '' END || o.name, 'added'
  FROM (SELECT 'type' AS what, t.oid, t.typnamespace AS place, t.typname::text AS name, 'pg_catalog.pg_type'::regclass AS class FROM pg_catalog.pg_type t WHERE t.typrelid = 0 AND t.typelem = 0
    UNION ALL SELECT 'collation', c.oid, c.collnamespace, c.collname, 'pg_catalog.pg_collation'::regclass FROM pg_catalog.pg_collation c
    UNION ALL SELECT 'conversion', c.oid, c.connamespace, c.conname, 'pg_catalog.pg_conversion'::regclass FROM pg_catalog.pg_conversion c
    UNION ALL SELECT 'operator class', c.oid, c.opcnamespace, c.opcname, 'pg_catalog.pg_opclass'::regclass FROM pg_catalog.pg_opclass c
    UNION ALL SELECT 'operator family', c.oid, c.opfnamespace, c.opfname, 'pg_catalog.pg_opfamily'::regclass FROM pg_catalog.pg_opfamily c
    UNION ALL SELECT 'text search configuration', c.oid, c.cfgnamespace, c.cfgname, 'pg_catalog.pg_ts_config'::regclass FROM pg_catalog.pg_ts_config c
    UNION ALL SELECT 'text search dictionary', c.oid, c.dictnamespace, c.dictname, 'pg_catalog.pg_ts_dict'::regclass FROM pg_catalog.pg_ts_dict c
    UNION ALL SELECT 'text search parser', c.oid, c.prsnamespace, c.prsname, 'pg_catalog.pg_ts_parser'::regclass FROM pg_catalog.pg_ts_parser c
    UNION ALL SELECT 'text search template', c.oid, c.tmplnamespace, c.tmplname, 'pg_catalog.pg_ts_template'::regclass FROM pg_catalog.pg_ts_template c
    UNION ALL SELECT 'operator', c.oid, c.oprnamespace, c.oid::pg_catalog.regoperator::text, 'pg_catalog.pg_operator'::regclass FROM pg_catalog.pg_operator c WHERE c.oprnamespace <> 'pg_catalog'::regnamespace) o
  WHERE o.oid >= 16384 AND (o.place = 'pg_catalog'::regnamespace OR o.place IN (SELECT mine.oid FROM mine))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')
UNION ALL
-- From here on, what stands outside the schema and changes what is in it. A subscription's rows pass triggers of statements, as most guards are.
SELECT 'subscription', s.subname || ' into ' || rel.relname, '' FROM pg_catalog.pg_subscription_rel r JOIN rel ON rel.oid = r.srrelid JOIN pg_catalog.pg_subscription s ON s.oid = r.srsubid
UNION ALL
-- They keep samples of columns that have none.
SELECT 'statistics', rel.relname || '.' || x.stxname, '' FROM rel JOIN pg_catalog.pg_statistic_ext x ON x.stxrelid = rel.oid
UNION ALL
-- No search_path keeps these out of a guard's words: casts between the server's own types, functions and operators that somebody put among the server's,
SELECT 'cast', pg_catalog.format_type(x.castsource, NULL) || ' as ' || pg_catalog.format_type(x.casttarget, NULL), ''
  FROM pg_catalog.pg_cast x WHERE (x.oid >= 16384 OR x.castfunc >= 16384) AND x.castsource < 16384 AND x.casttarget < 16384
UNION ALL
SELECT 'function', 'pg_catalog.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', ''
  FROM pg_catalog.pg_proc f WHERE f.pronamespace = 'pg_catalog'::regnamespace AND f.oid >= 16384
    AND EXISTS (SELECT FROM pg_catalog.pg_proc b WHERE b.pronamespace = f.pronamespace AND b.proname = f.proname AND b.oid < 16384)
UNION ALL
SELECT 'operator', o.oid::pg_catalog.regoperator::text, ''
  FROM pg_catalog.pg_operator o WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oid >= 16384 AND o.oprleft < 16384 AND o.oprright < 16384
UNION ALL
-- those of the server's that guards use, replaced by SQL, which the planner puts in their place,
SELECT 'function', 'pg_catalog.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', ''
  FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_language l ON l.oid = f.prolang WHERE f.pronamespace = 'pg_catalog'::regnamespace AND f.oid < 16384 AND l.lanname <> 'internal'
    AND f.proname = ANY (ARRAY['array_position', 'bit_count', 'byteacat', 'byteaeq', 'cardinality', 'clock_timestamp', 'convert_from', 'convert_to', 'current_setting', 'decode', 'encode', 'get_bit',
      'int8eq', 'int8ge', 'int8le', 'int8lt', 'int8range', 'int8multirange', 'isempty', 'jsonb_array_element_text', 'jsonb_array_elements', 'jsonb_array_elements_text', 'jsonb_object_field', 'jsonb_object_field_text',
      'length', 'lower', 'multirange_contains_elem', 'multirange_intersect', 'multirange_minus', 'multirange_union', 'namene', 'pg_has_role', 'repeat', 'sha256', 'starts_with', 'string_to_array', 'substr',
      'texteq', 'translate', 'unnest', 'upper'])
UNION ALL
-- and functions that are called before a policy looks, on rows that it would hide.
SELECT 'leakproof function', f.oid::pg_catalog.regprocedure::text, '' FROM pg_catalog.pg_proc f WHERE f.proleakproof AND f.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = f.oid AND e.deptype = 'e')
