/**
 * The queries on the catalog, one for each kind of object, for PostgreSQL 14 to 18. They run under a search_path of
 * pg_catalog alone: then PostgreSQL prints every user's name in an expression or a type with its schema, and no
 * operator can be a user's. Columns that only newer majors have are read through `to_jsonb`, which leaves out what is
 * not there.
 *
 * No query returns the system's schemas, Wesley's ledger, or what belongs to an extension.
 */
const USER_SCHEMAS = `
  select n.oid, n.nspname from pg_catalog.pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'wesley')
    and (n.nspname = 'public' or n.oid not in (select extnamespace from pg_catalog.pg_extension))`;

const notOfExtension = (catalog: string, oid: string): string => `not exists (
  select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and d.objid = ${oid} and d.deptype = 'e')`;

/** Limits a query to one table: `$1` is its schema, `$2` its name. */
const ONE = 'and n.nspname = $1::pg_catalog.text and c.relname = $2::pg_catalog.text';

/** All ordinary tables, or one. Partitioned tables, partitions and inheritance children are carried objects. */
const plainTables = (one: boolean): string => `
  select c.oid, c.relname, n.nspname, c.relrowsecurity, c.relforcerowsecurity
  from pg_catalog.pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
  where c.relkind = 'r' and not c.relispartition and c.relpersistence <> 't'
    and not exists (select from pg_catalog.pg_inherits i where c.oid in (i.inhrelid, i.inhparent))
    and ${notOfExtension('pg_class', 'c.oid')} ${one ? ONE : ''}`;

export const SCHEMAS = `
  select nspname as name, pg_catalog.obj_description(oid, 'pg_namespace') as comment
  from (${USER_SCHEMAS}) n where nspname <> 'public'`;

export const ENUMS = `
  select n.nspname as schema, t.typname as name, pg_catalog.obj_description(t.oid, 'pg_type') as comment,
    (select pg_catalog.array_agg(e.enumlabel::pg_catalog.text order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid) as "values"
  from pg_catalog.pg_type t join (${USER_SCHEMAS}) n on n.oid = t.typnamespace
  where t.typtype = 'e' and ${notOfExtension('pg_type', 't.oid')}`;

export const tables = (one: boolean): string => `
  select nspname as schema, relname as name, relrowsecurity as "rowSecurity", relforcerowsecurity as "forceRowSecurity",
    pg_catalog.obj_description(oid, 'pg_class') as comment
  from (${plainTables(one)}) t`;

export const columns = (one: boolean): string => `
  select t.nspname as schema, t.relname as "table", a.attname as name, a.attnum::pg_catalog.int4 as position,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression, a.attidentity as identity, a.attgenerated as generated,
    case when a.attcollation <> ty.typcollation then co.collname end as collation,
    en.nspname as "enumSchema", e.typname as "enumName", pg_catalog.col_description(t.oid, a.attnum) as comment
  from (${plainTables(one)}) t
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type ty on ty.oid = a.atttypid
  left join pg_catalog.pg_type e on e.oid in (ty.oid, ty.typelem) and e.typtype = 'e'
  left join pg_catalog.pg_namespace en on en.oid = e.typnamespace
  left join pg_catalog.pg_collation co on co.oid = a.attcollation
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum`;

const namesOf = (keys: string, table: string): string => `
  (select coalesce(pg_catalog.array_agg(a.attname::pg_catalog.text order by k.n), '{}') from pg_catalog.unnest(${keys}) with ordinality k(attnum, n)
   join pg_catalog.pg_attribute a on a.attrelid = ${table} and a.attnum = k.attnum)`;

// Left out: NOT NULL constraints (contype n, PostgreSQL 18), which the columns tell, and constraint triggers (contype
// t).
export const constraints = (one: boolean): string => `
  select t.nspname as schema, t.relname as "table", c.conname as name, c.contype as type, c.convalidated as validated,
    c.condeferrable as deferrable, c.condeferred as deferred, ${namesOf('c.conkey', 'c.conrelid')} as columns,
    ${namesOf('i.indkey[i.indnkeyatts:]', 'c.conrelid')} as include,
    coalesce((pg_catalog.to_jsonb(i)->>'indnullsnotdistinct')::pg_catalog.bool, false) as "nullsNotDistinct",
    rn.nspname as "refSchema", r.relname as "refTable", ${namesOf('c.confkey', 'c.confrelid')} as "refColumns",
    c.confdeltype as "onDelete", c.confupdtype as "onUpdate", pg_catalog.pg_get_expr(c.conbin, c.conrelid) as expression,
    pg_catalog.pg_get_constraintdef(c.oid) as definition, pg_catalog.obj_description(c.oid, 'pg_constraint') as comment,
    c.confmatchtype = 'f' or (c.contype = 'c' and c.connoinherit) or pg_catalog.to_jsonb(c)->>'conenforced' = 'false'
      or pg_catalog.to_jsonb(c)->>'conperiod' = 'true' or pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(c)->'confdelsetcols') = 'array' as special
  from (${plainTables(one)}) t join pg_catalog.pg_constraint c on c.conrelid = t.oid and c.contype in ('p', 'u', 'c', 'f', 'x')
  left join pg_catalog.pg_index i on i.indexrelid = c.conindid and c.contype in ('p', 'u')
  left join pg_catalog.pg_class r on r.oid = c.confrelid left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace`;

// pg_get_indexdef(…, k) prints a key without its operator class and order. The query adds both when they are not the
// default.
export const indexes = (one: boolean): string => `
  select t.nspname as schema, t.relname as "table", ic.relname as name, am.amname as method, i.indisunique as "unique",
    coalesce((pg_catalog.to_jsonb(i)->>'indnullsnotdistinct')::pg_catalog.bool, false) as "nullsNotDistinct", i.indisvalid as valid,
    (select pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, false)
        || case when oc.opcdefault then '' else ' ' || oc.opcname end
        || case when am.amname <> 'btree' then '' else (array['', ' DESC NULLS LAST', ' NULLS FIRST', ' DESC'])[i.indoption[k.n - 1] + 1] end
        order by k.n)
     from pg_catalog.generate_series(1, i.indnkeyatts) k(n) join pg_catalog.pg_opclass oc on oc.oid = i.indclass[k.n - 1]) as keys,
    (select case when pg_catalog.bool_and(k.attnum <> 0) then pg_catalog.array_agg(a.attname::pg_catalog.text order by k.n) end
     from pg_catalog.unnest(i.indkey[:i.indnkeyatts - 1]) with ordinality k(attnum, n)
     left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns,
    ${namesOf('i.indkey[i.indnkeyatts:]', 'i.indrelid')} as include,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid) as "where", pg_catalog.obj_description(ic.oid, 'pg_class') as comment
  from (${plainTables(one)}) t join pg_catalog.pg_index i on i.indrelid = t.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  join pg_catalog.pg_am am on am.oid = ic.relam
  where not exists (select from pg_catalog.pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))`;

export const policies = (one: boolean): string => `
  select t.nspname as schema, t.relname as "table", p.polname as name, p.polcmd as command, p.polpermissive as permissive,
    (select coalesce(pg_catalog.array_agg(r.rolname::pg_catalog.text order by r.rolname), '{}') from pg_catalog.pg_roles r where r.oid = any (p.polroles)) as roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check",
    pg_catalog.obj_description(p.oid, 'pg_policy') as comment
  from (${plainTables(one)}) t join pg_catalog.pg_policy p on p.polrelid = t.oid`;

/** Everything else that a schema can hold, with the SQL that creates it when PostgreSQL can print that. */
export const CARRIED = `
  with schemas as (${USER_SCHEMAS}),
  relations as (
    select c.*, n.nspname from pg_catalog.pg_class c join schemas n on n.oid = c.relnamespace
    where c.relpersistence <> 't' and ${notOfExtension('pg_class', 'c.oid')})
  select case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
      when 'p' then 'partitioned table' when 'c' then 'composite type' else 'inherited table' end as what,
    nspname as schema, relname as name,
    case when relkind in ('v', 'm') then pg_catalog.format('CREATE %s %I.%I AS %s', case relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end,
      nspname, relname, pg_catalog.pg_get_viewdef(oid))
      when relkind = 'c' then pg_catalog.format('CREATE TYPE %I.%I AS (%s)', nspname, relname,
        (select pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
         from pg_catalog.pg_attribute a where a.attrelid = oid and a.attnum > 0 and not a.attisdropped))
      else '' end as definition
  from relations where relkind in ('v', 'm', 'f', 'p', 'c')
    or (relkind = 'r' and (relispartition or exists (select from pg_catalog.pg_inherits i where oid in (i.inhrelid, i.inhparent))))
  union all
  select case when exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = r.oid and d.deptype = 'a')
      then 'owned sequence' else 'sequence' end, nspname, relname, pg_catalog.format('CREATE SEQUENCE %I.%I AS %s', nspname, relname, pg_catalog.format_type(s.seqtypid, null))
  from relations r join pg_catalog.pg_sequence s on s.seqrelid = r.oid
  where not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = r.oid and d.deptype = 'i')
  union all
  select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, n.nspname,
    p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
    case when p.prokind in ('f', 'p') then pg_catalog.pg_get_functiondef(p.oid) else '' end
  from pg_catalog.pg_proc p join schemas n on n.oid = p.pronamespace where ${notOfExtension('pg_proc', 'p.oid')}
  union all
  select 'domain', n.nspname, t.typname, pg_catalog.format('CREATE DOMAIN %I.%I AS %s%s%s%s', n.nspname, t.typname,
    pg_catalog.format_type(t.typbasetype, t.typtypmod), coalesce(' DEFAULT ' || t.typdefault, ''), case when t.typnotnull then ' NOT NULL' else '' end,
    (select pg_catalog.string_agg(pg_catalog.format(' CONSTRAINT %I %s', c.conname, pg_catalog.pg_get_constraintdef(c.oid)), '' order by c.conname)
     from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c'))
  from pg_catalog.pg_type t join schemas n on n.oid = t.typnamespace
  where t.typtype = 'd' and ${notOfExtension('pg_type', 't.oid')}
  union all
  select 'trigger', r.nspname, r.relname || '.' || t.tgname, pg_catalog.pg_get_triggerdef(t.oid)
  from pg_catalog.pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
  union all
  select 'disabled trigger', r.nspname, r.relname || '.' || coalesce(c.conname || ' (' || p.proname || ')', t.tgname), ''
  from pg_catalog.pg_trigger t join relations r on r.oid = t.tgrelid join pg_catalog.pg_proc p on p.oid = t.tgfoid
  left join pg_catalog.pg_constraint c on c.oid = t.tgconstraint where t.tgenabled = 'D'
  union all
  select 'rule', r.nspname, r.relname || '.' || w.rulename, pg_catalog.pg_get_ruledef(w.oid)
  from pg_catalog.pg_rewrite w join relations r on r.oid = w.ev_class where w.rulename <> '_RETURN'`;
