import type { IdentifiedKind } from './identified.ts';
import { FIRST_USER_OID, USER_SCHEMAS } from './kind.ts';

interface Granted {
  readonly catalog: string;
  readonly acl: string;
  readonly owner: string;
  /** As `acldefault` takes it, and the words after ON. SQL expressions over `o`. */
  readonly type: string;
  readonly word: string;
  readonly condition: string;
}

const within = (namespace: string): string => `o.${namespace} in (select oid from (${USER_SCHEMAS}) n)`;

const GRANTED: readonly Granted[] = [
  {
    catalog: 'pg_class',
    acl: 'relacl',
    owner: 'relowner',
    type: `case o.relkind when 'S' then 's' else 'r' end`,
    word: `case o.relkind when 'S' then 'SEQUENCE' else 'TABLE' end`,
    condition: within('relnamespace'),
  },
  {
    catalog: 'pg_proc',
    acl: 'proacl',
    owner: 'proowner',
    type: `'f'`,
    word: `case o.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end`,
    condition: within('pronamespace'),
  },
  {
    catalog: 'pg_namespace',
    acl: 'nspacl',
    owner: 'nspowner',
    type: `'n'`,
    word: `'SCHEMA'`,
    condition: `o.oid in (select oid from (${USER_SCHEMAS}) n)`,
  },
  {
    catalog: 'pg_type',
    acl: 'typacl',
    owner: 'typowner',
    type: `'T'`,
    word: `case o.typtype when 'd' then 'DOMAIN' else 'TYPE' end`,
    condition: within('typnamespace'),
  },
  {
    catalog: 'pg_foreign_data_wrapper',
    acl: 'fdwacl',
    owner: 'fdwowner',
    type: `'F'`,
    word: `'FOREIGN DATA WRAPPER'`,
    condition: 'true',
  },
  {
    catalog: 'pg_foreign_server',
    acl: 'srvacl',
    owner: 'srvowner',
    type: `'S'`,
    word: `'FOREIGN SERVER'`,
    condition: 'true',
  },
  {
    catalog: 'pg_language',
    acl: 'lanacl',
    owner: 'lanowner',
    type: `'l'`,
    word: `'LANGUAGE'`,
    condition: 'true',
  },
];

// What initdb gave, as of the schema public, else what an object has from the start.
const objects = GRANTED.map(
  ({ catalog, acl, owner, type, word, condition }) => `
    select 'pg_catalog.${catalog}'::pg_catalog.regclass as classid, o.oid, 0 as subid, ${word} as word, '' as columns, o.${acl} as acl,
      coalesce((select p.initprivs from pg_catalog.pg_init_privs p where p.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and p.objoid = o.oid and p.objsubid = 0),
        pg_catalog.acldefault((${type})::pg_catalog."char", o.${owner})) as base
    from pg_catalog.${catalog} o where o.${acl} is not null and ${condition}`,
);
const columns = `
    select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attnum::pg_catalog.int4, 'TABLE', pg_catalog.format(' (%I)', a.attname), a.attacl, pg_catalog.acldefault('c', c.relowner)
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    where a.attacl is not null and not a.attisdropped and c.relnamespace in (select oid from (${USER_SCHEMAS}) n)`;

// Whoever granted it is left out: a database that is made again has one maker.
const lines = (verb: string, word: string, from: string, without: string): string => `
  select pg_catalog.format('${verb} %s%s ON %s %s ${word} %s%s;', pg_catalog.string_agg(a.privilege_type || o.columns, ', ' order by a.privilege_type), '', o.word,
    i.target, coalesce(pg_catalog.quote_ident(g.rolname), 'PUBLIC'), case when a.is_grantable and '${verb}' = 'GRANT' then ' WITH GRANT OPTION' else '' end)
  from (select x.grantee, x.privilege_type, x.is_grantable from pg_catalog.aclexplode(${from}) x
        except select x.grantee, x.privilege_type, x.is_grantable from pg_catalog.aclexplode(${without}) x) a left join pg_catalog.pg_roles g on g.oid = a.grantee
  group by g.rolname, a.is_grantable`;

export const grants: IdentifiedKind = {
  what: 'grants',
  probe: [
    ...GRANTED.map(
      ({ catalog, acl }) =>
        `select from pg_catalog.${catalog} o where o.${acl} is not null and o.oid >= ${FIRST_USER_OID}`,
    ),
    'select from pg_catalog.pg_attribute a where a.attacl is not null and a.attnum > 0',
    // The schema public has rights from the start.
    `select from pg_catalog.pg_namespace n left join pg_catalog.pg_init_privs p on p.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and p.objoid = n.oid
      where n.nspname = 'public' and n.nspacl is distinct from p.initprivs`,
  ].join(' union all '),
  query: `
    select o.classid, o.oid, o.subid, i.type, i.identity,
      (select pg_catalog.string_agg(l.format, E'\\n' order by l.format desc) from (${lines('REVOKE', 'FROM', 'o.base', 'o.acl')} union all ${lines('GRANT', 'TO', 'o.acl', 'o.base')}) l) as definition,
      (select pg_catalog.array_agg(distinct r.rolname::pg_catalog.text order by r.rolname::pg_catalog.text) from pg_catalog.pg_roles r where r.oid in (select a.grantee from pg_catalog.aclexplode(o.acl) a)) as roles
    from (${[...objects, columns].join('\n union all ')}) o
    cross join lateral (select type, identity, case when o.subid = 0 then identity
      else (pg_catalog.pg_identify_object(o.classid, o.oid, 0)).identity end as target from pg_catalog.pg_identify_object(o.classid, o.oid, o.subid)) i`,
};
