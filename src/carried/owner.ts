import type { IdentifiedKind } from './identified.ts';
import { FIRST_USER_OID, notOfExtension, USER_SCHEMAS } from './kind.ts';

const inSchemas = (catalog: string, owner: string, namespace: string, condition = 'true'): string =>
  `select 'pg_catalog.${catalog}'::pg_catalog.regclass as classid, o.oid, o.${owner} as owner from pg_catalog.${catalog} o
   where o.${namespace} in (select oid from (${USER_SCHEMAS}) n) and ${condition} and ${notOfExtension(catalog, 'o.oid')}`;
const inCluster = (catalog: string, owner: string): string =>
  `select 'pg_catalog.${catalog}'::pg_catalog.regclass, o.oid, o.${owner} from pg_catalog.${catalog} o where o.oid >= ${FIRST_USER_OID} and ${notOfExtension(catalog, 'o.oid')}`;

// A sequence that goes with a column has the owner of its table, and a row type that of its table.
const OWNED = [
  inSchemas(
    'pg_class',
    'relowner',
    'relnamespace',
    `o.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not exists (
     select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = o.oid and o.relkind = 'S' and d.deptype in ('a', 'i'))`,
  ),
  inSchemas('pg_proc', 'proowner', 'pronamespace'),
  inSchemas(
    'pg_type',
    'typowner',
    'typnamespace',
    `o.typtype in ('e', 'd', 'r', 'c') and (o.typrelid = 0
     or exists (select from pg_catalog.pg_class c where c.oid = o.typrelid and c.relkind = 'c'))`,
  ),
  inSchemas('pg_operator', 'oprowner', 'oprnamespace'),
  inSchemas('pg_opclass', 'opcowner', 'opcnamespace'),
  inSchemas('pg_opfamily', 'opfowner', 'opfnamespace'),
  inSchemas('pg_collation', 'collowner', 'collnamespace'),
  inSchemas('pg_conversion', 'conowner', 'connamespace'),
  inSchemas('pg_ts_dict', 'dictowner', 'dictnamespace'),
  inSchemas('pg_ts_config', 'cfgowner', 'cfgnamespace'),
  inSchemas('pg_statistic_ext', 'stxowner', 'stxnamespace'),
  `select 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, n.nspowner from (${USER_SCHEMAS}) n where n.nspname <> 'public'`,
  ...[
    ['pg_foreign_data_wrapper', 'fdwowner'],
    ['pg_foreign_server', 'srvowner'],
    ['pg_event_trigger', 'evtowner'],
    ['pg_publication', 'pubowner'],
    ['pg_language', 'lanowner'],
  ].map(([catalog = '', owner = '']) => inCluster(catalog, owner)),
];

/** Of objects that don't belong to the owner of the database. */
export const owner: IdentifiedKind = {
  what: 'owner',
  // What belongs to the role that initdb made is not in pg_shdepend. https://www.postgresql.org/docs/18/catalog-pg-shdepend.html
  probe: `select from pg_catalog.pg_database d where d.datname = pg_catalog.current_database() and (d.datdba >= ${FIRST_USER_OID}
    or exists (select from pg_catalog.pg_shdepend s where s.dbid = d.oid and s.deptype = 'o'))`,
  query: `
    select o.classid, o.oid, 0 as subid, i.type, i.identity,
      pg_catalog.format('ALTER %s %s OWNER TO %I;', case i.type when 'composite type' then 'TYPE' when 'statistics object' then 'STATISTICS' else pg_catalog.upper(i.type) end,
        pg_catalog.regexp_replace(i.identity, case i.type when 'aggregate' then '\\(\\)$' else '^$' end, '(*)'), r.rolname) as definition, array[r.rolname::pg_catalog.text] as roles
    from (${OWNED.join('\n union all ')}) o join pg_catalog.pg_roles r on r.oid = o.owner cross join lateral pg_catalog.pg_identify_object(o.classid, o.oid, 0) i
    where o.owner <> (select datdba from pg_catalog.pg_database where datname = pg_catalog.current_database())`,
};
