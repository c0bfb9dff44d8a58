import { LEDGER_TABLES } from './ledger-shape.ts';

/*
 * One query that lists everything in the schema `wesley` that could make reading or writing the ledger do more than
 * that, a line each. For PostgreSQL 14 to 18, under a search_path of pg_catalog.
 *
 * These may own the schema: the role of the session, the owner of the database, a superuser. Each of them can do to
 * the database anyway what it could do through the ledger. A role that the session's role is only a member of may not
 * own it, because its other members could alter it.
 */

const TABLES = LEDGER_TABLES.map((name) => `'${name}'`).join(', ');

export const LEDGER_FACTS = `
  with ns as (select oid, nspowner, nspacl from pg_catalog.pg_namespace where nspname = 'wesley'),
  trusted as (
    select oid from pg_catalog.pg_roles where rolsuper or rolname = current_user
    union select datdba from pg_catalog.pg_database where datname = pg_catalog.current_database()),
  ours as (
    select c.*, 'wesley.' || c.relname as called from pg_catalog.pg_class c join ns on c.relnamespace = ns.oid
    where c.relname in (${TABLES})),
  grants as (
    select 'the schema wesley' as called, a.grantee, a.privilege_type from ns, pg_catalog.aclexplode(nspacl) a
    where a.privilege_type <> 'USAGE' and a.grantee <> nspowner
    union all
    select called, a.grantee, a.privilege_type from ours, pg_catalog.aclexplode(relacl) a
    where a.privilege_type <> 'SELECT' and a.grantee <> relowner
    union all
    select called || '.' || t.attname, a.grantee, a.privilege_type
    from ours join pg_catalog.pg_attribute t on t.attrelid = ours.oid, pg_catalog.aclexplode(t.attacl) a
    where a.privilege_type <> 'SELECT' and a.grantee <> relowner)
  select case when relkind = 'r' and relpersistence = 'p' and not relispartition and reloftype = 0
        and relam = (select oid from pg_catalog.pg_am where amname = 'heap') then 'table '
      else case relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'f' then 'foreign table '
        when 'p' then 'partitioned table ' when 'S' then 'sequence ' when 'c' then 'type '
        when 'r' then 'table of another kind ' else 'index ' end end || called as line
  from ours
  union all
  select 'column ' || called || '.' || a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
    || case when a.attcollation <> t.typcollation then ' with a collation of its own' else '' end
    || case when a.attnotnull then ' not null' else '' end
    || case when a.attidentity <> '' then ' generated as identity' else '' end
    || case when d.oid is null then '' when a.attgenerated <> '' then ' generated as ' else ' default ' end
    || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '')
  from ours join pg_catalog.pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  -- NOT NULL has rows of its own from PostgreSQL 18 on; the columns tell it.
  select 'constraint on ' || called || ': ' || pg_catalog.pg_get_constraintdef(c.oid)
  from ours join pg_catalog.pg_constraint c on c.conrelid = ours.oid where c.contype <> 'n'
  union all
  select 'foreign key ' || c.conname || ' of ' || c.conrelid::pg_catalog.regclass::pg_catalog.text || ' on ' || called
  from ours join pg_catalog.pg_constraint c on c.confrelid = ours.oid
  where c.contype = 'f' and c.conrelid not in (select oid from ours)
  union all
  select 'index of its own on ' || called || ': ' || pg_catalog.pg_get_indexdef(i.indexrelid)
  from ours join pg_catalog.pg_index i on i.indrelid = ours.oid
  where not exists (select from pg_catalog.pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
  union all
  select 'trigger ' || t.tgname || ' on ' || called from ours join pg_catalog.pg_trigger t on t.tgrelid = ours.oid
  where not t.tgisinternal
  union all
  select 'trigger of a foreign key of ' || called || ', switched off or to another time'
  from ours join pg_catalog.pg_trigger t on t.tgrelid = ours.oid where t.tgisinternal and t.tgenabled <> 'O'
  union all
  select 'rule ' || r.rulename || ' on ' || called from ours join pg_catalog.pg_rewrite r on r.ev_class = ours.oid
  where ours.relkind <> 'v' and ours.relkind <> 'm'
  union all
  select 'policy ' || p.polname || ' on ' || called from ours join pg_catalog.pg_policy p on p.polrelid = ours.oid
  union all
  select 'row security of ' || called from ours where relrowsecurity or relforcerowsecurity
  union all
  select 'inheritance between ' || called || ' and another table'
  from ours join pg_catalog.pg_inherits i on ours.oid in (i.inhrelid, i.inhparent) where ours.relkind in ('r', 'p', 'f')
  union all
  select 'statistics ' || s.stxname || ' on ' || called
  from ours join pg_catalog.pg_statistic_ext s on s.stxrelid = ours.oid
  union all
  select distinct pg_catalog.pg_describe_object(d.classid, d.objid, 0) || ' in it'
  from pg_catalog.pg_depend d join ns on d.refobjid = ns.oid and d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
  where not (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid in (select oid from ours))
  union all
  select 'owner of the schema: ' || pg_catalog.pg_get_userbyid(nspowner) from ns where nspowner not in (select oid from trusted)
  union all
  select 'owner of ' || called || ': ' || pg_catalog.pg_get_userbyid(relowner) from ours
  where relowner not in (select oid from trusted)
  union all
  select 'right to ' || privilege_type || ' on ' || called || ' of '
    || case grantee when 0 then 'everybody' else pg_catalog.pg_get_userbyid(grantee)::pg_catalog.text end
  from grants where grantee not in (select oid from trusted)`;
