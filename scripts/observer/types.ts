import { type Kind, known, ours, owner, seen } from './kind.ts';

/** Types, casts, collations, text search. Catalogs: pg_type, pg_enum, pg_range, pg_cast, pg_collation, pg_ts_*. */
const NAME = `quote_ident(n.nspname) || '.' || quote_ident(t.typname)`;
const FROM = `pg_type t join pg_namespace n on n.oid = t.typnamespace and ${seen('n.nspname')}`;
const OURS = ours('pg_type', 't');
const named = (alias: string, prefix: string): string =>
  `quote_ident(n.nspname) || '.' || quote_ident(${alias}.${prefix}name)`;
const inSchema = (alias: string, prefix: string): string =>
  `join pg_namespace n on n.oid = ${alias}.${prefix}namespace and ${seen('n.nspname')}`;

export const TYPES: readonly Kind[] = [
  {
    kind: 'enum',
    sql: `
      select ${NAME} as name, jsonb_build_object('owner', ${owner('t.typowner')},
        'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)) as facts
      from ${FROM} where t.typtype = 'e' and ${OURS}`,
  },
  {
    kind: 'domain',
    sql: `
      select ${NAME} as name, jsonb_build_object('owner', ${owner('t.typowner')},
        'type', format_type(t.typbasetype, t.typtypmod), 'not null', nullif(t.typnotnull, false),
        'default', t.typdefault,
        'collation', case when t.typcollation <> b.typcollation then t.typcollation::regcollation::text end,
        'checks', (select jsonb_object_agg(k.conname, pg_get_constraintdef(k.oid)) from pg_constraint k
                   where k.contypid = t.oid and k.contype = 'c')) as facts
      from ${FROM} join pg_type b on b.oid = t.typbasetype where t.typtype = 'd' and ${OURS}`,
  },
  {
    // The order of its attributes is how a row of it is written.
    kind: 'composite type',
    sql: `
      select ${NAME} as name, jsonb_build_object('owner', ${owner('t.typowner')},
        'attributes', (select jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
                                          nullif(a.attcollation, 0)::regcollation::text) order by a.attnum)
                       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) as facts
      from ${FROM} join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
      where t.typtype = 'c' and ${OURS}`,
  },
  {
    kind: 'range',
    sql: `
      select ${NAME} as name, jsonb_build_object('owner', ${owner('t.typowner')},
        'subtype', r.rngsubtype::regtype::text, 'multirange', r.rngmultitypid::regtype::text,
        'collation', ${known('r.rngcollation', 'regcollation')},
        'operator class', (select i.identity from pg_identify_object('pg_opclass'::regclass, r.rngsubopc, 0) i),
        'canonical', ${known('r.rngcanonical', 'regproc')}, 'difference', ${known('r.rngsubdiff', 'regproc')}) as facts
      from ${FROM} join pg_range r on r.rngtypid = t.oid where ${OURS}`,
  },
  {
    // An array type comes with its element, and so does a multirange with its range.
    kind: 'base type',
    sql: `
      select ${NAME} as name, jsonb_build_object('owner', ${owner('t.typowner')}, 'shell', nullif(not t.typisdefined, false),
        'length', t.typlen, 'by value', t.typbyval, 'category', t.typcategory, 'preferred', t.typispreferred,
        'delimiter', t.typdelim, 'align', t.typalign, 'storage', t.typstorage, 'default', t.typdefault,
        'input', ${known('t.typinput', 'regproc')}, 'output', ${known('t.typoutput', 'regproc')},
        'receive', ${known('t.typreceive', 'regproc')}, 'send', ${known('t.typsend', 'regproc')},
        'modifier in', ${known('t.typmodin', 'regproc')}, 'modifier out', ${known('t.typmodout', 'regproc')}) as facts
      from ${FROM} where t.typtype in ('b', 'p') and ${OURS}
        and not exists (select from pg_type element where element.typarray = t.oid)`,
  },
  {
    kind: 'cast',
    sql: `
      select c.castsource::regtype::text || ' as ' || c.casttarget::regtype::text as name, jsonb_build_object(
        'function', ${known('c.castfunc', 'regprocedure')}, 'context', c.castcontext, 'method', c.castmethod) as facts
      from pg_cast c where ${ours('pg_cast', 'c')}`,
  },
  {
    kind: 'transform',
    sql: `
      select t.trftype::regtype::text || ' for ' || l.lanname as name, jsonb_build_object(
        'from', ${known('t.trffromsql', 'regprocedure')}, 'to', ${known('t.trftosql', 'regprocedure')}) as facts
      from pg_transform t join pg_language l on l.oid = t.trflang where ${ours('pg_transform', 't')}`,
  },
  {
    // Its version is the machine's.
    kind: 'collation',
    sql: `
      select ${named('c', 'coll')} as name, to_jsonb(c)
        - '{oid,collname,collnamespace,collowner,collversion}'::text[]
        || jsonb_build_object('owner', ${owner('c.collowner')}) as facts
      from pg_collation c ${inSchema('c', 'coll')} where ${ours('pg_collation', 'c')}`,
  },
  {
    kind: 'conversion',
    sql: `
      select ${named('c', 'con')} as name, jsonb_build_object('owner', ${owner('c.conowner')},
        'from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
        'function', c.conproc::regproc::text, 'default', nullif(c.condefault, false)) as facts
      from pg_conversion c ${inSchema('c', 'con')} where ${ours('pg_conversion', 'c')}`,
  },
  {
    kind: 'text search configuration',
    sql: `
      select ${named('c', 'cfg')} as name, jsonb_build_object('owner', ${owner('c.cfgowner')},
        'parser', (select i.identity from pg_identify_object('pg_ts_parser'::regclass, c.cfgparser, 0) i),
        'dictionaries', (select jsonb_agg(m.maptokentype || ' ' || m.mapdict::regdictionary::text
                                          order by m.maptokentype, m.mapseqno)
                         from pg_ts_config_map m where m.mapcfg = c.oid)) as facts
      from pg_ts_config c ${inSchema('c', 'cfg')} where ${ours('pg_ts_config', 'c')}`,
  },
  {
    kind: 'text search dictionary',
    sql: `
      select ${named('d', 'dict')} as name, jsonb_build_object('owner', ${owner('d.dictowner')},
        'template', (select i.identity from pg_identify_object('pg_ts_template'::regclass, d.dicttemplate, 0) i),
        'options', d.dictinitoption) as facts
      from pg_ts_dict d ${inSchema('d', 'dict')} where ${ours('pg_ts_dict', 'd')}`,
  },
  {
    kind: 'text search parser',
    sql: `
      select ${named('p', 'prs')} as name, jsonb_build_object('start', p.prsstart::regproc::text,
        'token', p.prstoken::regproc::text, 'end', p.prsend::regproc::text, 'types', p.prslextype::regproc::text,
        'headline', ${known('p.prsheadline', 'regproc')}) as facts
      from pg_ts_parser p ${inSchema('p', 'prs')} where ${ours('pg_ts_parser', 'p')}`,
  },
  {
    kind: 'text search template',
    sql: `
      select ${named('t', 'tmpl')} as name, jsonb_build_object(
        'init', ${known('t.tmplinit', 'regproc')}, 'lexize', t.tmpllexize::regproc::text) as facts
      from pg_ts_template t ${inSchema('t', 'tmpl')} where ${ours('pg_ts_template', 't')}`,
  },
];
