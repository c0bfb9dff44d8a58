import { type Kind, memberOf, owner } from './kind.ts';

/** Who may do what, and what is said of things: grants on every kind, default privileges, comments, labels, settings. */
interface Granted {
  readonly catalog: string;
  readonly acl: string;
  readonly owner: string;
  /** The letter that `acldefault` takes; an expression on the row `o`. */
  readonly letter: string;
}

const GRANTED: readonly Granted[] = [
  {
    catalog: 'pg_class',
    acl: 'relacl',
    owner: 'relowner',
    letter: `case o.relkind when 'S' then 's'::"char" else 'r'::"char" end`,
  },
  { catalog: 'pg_proc', acl: 'proacl', owner: 'proowner', letter: `'f'` },
  { catalog: 'pg_type', acl: 'typacl', owner: 'typowner', letter: `'T'` },
  { catalog: 'pg_namespace', acl: 'nspacl', owner: 'nspowner', letter: `'n'` },
  { catalog: 'pg_language', acl: 'lanacl', owner: 'lanowner', letter: `'l'` },
  { catalog: 'pg_foreign_data_wrapper', acl: 'fdwacl', owner: 'fdwowner', letter: `'F'` },
  { catalog: 'pg_foreign_server', acl: 'srvacl', owner: 'srvowner', letter: `'S'` },
];

const grantee = (row: string): string =>
  `case ${row}.grantee when 0 then 'public' else ${owner(`${row}.grantee`)}::text end`;

const listOf = (acl: string): string => `
  coalesce((select jsonb_agg(line order by line collate "C") from (
    select ${grantee('x')} || ' ' || lower(x.privilege_type) || case when x.is_grantable then ', may grant it' else '' end
      || ', by ' || ${owner('x.grantor')} as line from aclexplode(${acl}) x) lines), '["nobody"]')`;

const inOrder = (acl: string): string => `(select array_agg(i::text order by i::text) from unnest(${acl}) i)`;

/** What the server made itself, or an extension, counts where it was changed since (`pg_init_privs`). */
const grantsOf = ({ catalog, acl, owner: by, letter }: Granted): string => `
  select '${catalog}'::regclass as class, o.oid, 0 as sub, o.${acl} as acl
  from ${catalog} o
  left join pg_init_privs p on p.classoid = '${catalog}'::regclass and p.objoid = o.oid and p.objsubid = 0
  where case when o.oid < 16384 and o.oid <> 'public'::regnamespace or ${memberOf(catalog, 'o.oid')}
    then o.${acl} is distinct from p.initprivs
    else o.${acl} is not null and ${inOrder(`o.${acl}`)} is distinct from ${inOrder(`acldefault(${letter}, o.${by})`)} end`;

const OUTSIDE = `(i.schema ~ '^(pg_toast|pg_temp|wesley$|information_schema$)'
    or i.type = 'schema' and i.identity ~ '^(pg_toast|pg_temp|wesley$|information_schema$)')`;

export const RIGHTS: readonly Kind[] = [
  {
    kind: 'grants',
    sql: `
      with granted as (${GRANTED.map(grantsOf).join(' union all ')}
        union all
        select 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl
        from pg_attribute a
        left join pg_init_privs p
          on p.classoid = 'pg_class'::regclass and p.objoid = a.attrelid and p.objsubid = a.attnum
        where a.attacl is distinct from p.initprivs and not a.attisdropped)
      select 'on ' || i.type || ' ' || i.identity as name, jsonb_build_object('to', ${listOf('g.acl')}) as facts
      from granted g, pg_identify_object(g.class, g.oid, g.sub) i
      where ${OUTSIDE} is not true`,
  },
  {
    kind: 'default privileges',
    sql: `
      select ${owner('d.defaclrole')} || case when d.defaclnamespace = 0 then ''
          else ' in ' || d.defaclnamespace::regnamespace::text end || ' on ' || d.defaclobjtype::text as name,
        jsonb_build_object('to', ${listOf('d.defaclacl')}) as facts
      from pg_default_acl d`,
  },
  {
    // A comment on NOT NULL is told by its column; what initdb says of its own things is no one's.
    kind: 'comment',
    sql: `
      select 'on ' || case when k.contype = 'n' then 'not null of ' || column_of.identity
                           else i.type || ' ' || i.identity end as name,
        jsonb_build_object('is', d.description) as facts
      from pg_description d
      left join pg_constraint k on d.classoid = 'pg_constraint'::regclass and k.oid = d.objoid
      cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
      left join lateral pg_identify_object('pg_class'::regclass, k.conrelid, k.conkey[1]) column_of on k.contype = 'n'
      where (d.objoid >= 16384 or d.objoid = 'public'::regnamespace) and ${OUTSIDE} is not true
        and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')`,
  },
  {
    kind: 'label',
    sql: `
      select l.provider || ' on ' || i.type || ' ' || i.identity as name, jsonb_build_object('is', l.label) as facts
      from pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) i
      where ${OUTSIDE} is not true`,
  },
  {
    // Its name and its locale are the place that it lies in, not what it holds.
    kind: 'database',
    sql: `
      select 'itself' as name, jsonb_build_object('encoding', pg_encoding_to_char(b.encoding),
        'comment', shobj_description(b.oid, 'pg_database'), 'grants', case when b.datacl is not null
          and ${inOrder('b.datacl')} is distinct from ${inOrder(`acldefault('d', b.datdba)`)} then ${listOf('b.datacl')} end,
        'settings', (select jsonb_object_agg(case s.setrole when 0 then 'all' else ${owner('s.setrole')}::text end, s.setconfig)
                     from pg_db_role_setting s where s.setdatabase = b.oid)) as facts
      from pg_database b where b.datname = current_database()`,
  },
];
