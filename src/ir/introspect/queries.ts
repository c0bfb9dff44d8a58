import { notOfExtension, USER_SCHEMAS } from '../../carried/kind.ts';

/**
 * The queries on the catalog, one for each kind of object, for PostgreSQL 14 to 18. They run under a search_path of
 * pg_catalog alone: then PostgreSQL prints every user's name in an expression or a type with its schema, and no
 * operator can be a user's.
 *
 * A column that only newer majors have is named alone in a subquery beside a row `older` that says what it would hold:
 * PostgreSQL looks a name up outside when no table of the subquery has it.
 *
 * No query returns the system's schemas, Wesley's ledger, or what belongs to an extension.
 */
/** Limits a query to one table: `$1` is its schema, `$2` its name. */
const ONE = 'and n.nspname = $1::pg_catalog.text and c.relname = $2::pg_catalog.text';

/** All tables, or one. */
const allTables = (one: boolean): string => `
  select c.*, n.nspname from pg_catalog.pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence <> 't' and ${notOfExtension('pg_class', 'c.oid')} ${one ? ONE : ''}`;

export const SCHEMAS = `
  select oid, nspname as name, pg_catalog.obj_description(oid, 'pg_namespace') as comment
  from (${USER_SCHEMAS}) n where nspname <> 'public'`;

export const ENUMS = `
  select t.oid, n.nspname as schema, t.typname as name, pg_catalog.obj_description(t.oid, 'pg_type') as comment,
    (select pg_catalog.array_agg(e.enumlabel::pg_catalog.text order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid) as "values"
  from pg_catalog.pg_type t join (${USER_SCHEMAS}) n on n.oid = t.typnamespace
  where t.typtype = 'e' and ${notOfExtension('pg_type', 't.oid')}`;

/** Sequences; those of identity columns belong to the columns. An extension's is left out, and so is one of a foreign table. */
export const SEQUENCES = `
  select c.oid, n.nspname as schema, c.relname as name, pg_catalog.format_type(s.seqtypid, null) as type,
    s.seqstart::pg_catalog.text as start, s.seqincrement::pg_catalog.text as increment, s.seqmin::pg_catalog.text as min,
    s.seqmax::pg_catalog.text as max, s.seqcache::pg_catalog.text as cache, s.seqcycle as cycle, c.relpersistence = 'u' as unlogged,
    o.schema as "ownerSchema", o.relname as "ownerTable", o.attname as "ownerColumn",
    pg_catalog.obj_description(c.oid, 'pg_class') as comment
  from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
  left join lateral (
    select d.deptype, tn.nspname as schema, t.relname, a.attname
    from pg_catalog.pg_depend d join pg_catalog.pg_class t on t.oid = d.refobjid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.deptype in ('a', 'i')) o on true
  where c.relpersistence <> 't' and o.deptype is distinct from 'i' and ${notOfExtension('pg_class', 'c.oid')}`;

// What CREATE TABLE makes unless it is told otherwise is null here.
export const tables = (one: boolean): string => `
  select c.oid, c.nspname as schema, c.relname as name, c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "forceRowSecurity",
    c.relpersistence = 'u' as unlogged,
    (select pg_catalog.array_agg(o.option order by o.option) from (
       select pg_catalog.unnest(c.reloptions) as option
       union all select 'toast.' || pg_catalog.unnest(t.reloptions) from pg_catalog.pg_class t where t.oid = c.reltoastrelid) o) as options,
    case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as "partitionKey",
    case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as bound, parents.parents,
    case c.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' when 'i' then (
      select 'USING INDEX ' || pg_catalog.quote_ident(ic.relname) from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
      where i.indrelid = c.oid and i.indisreplident) end as "replicaIdentity",
    (select am.amname from pg_catalog.pg_am am where am.oid = c.relam and am.amname <> 'heap') as "accessMethod",
    (select s.spcname from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) as tablespace,
    case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as "ofType",
    de.description as comment
  from (${allTables(one)}) c ${described('pg_class', 'c.oid')}
  left join lateral (
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(pn.nspname, p.relname) order by i.inhseqno) as parents
    from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where i.inhrelid = c.oid) parents on true`;

// A partition has the identity of its parent, and can't be attached with one of its own.
// A NOT NULL constraint has a row of its own from 18. PostgreSQL names it <table>_<column>_not_null.
export const columns = (one: boolean): string => `
  select t.nspname as schema, t.relname as "table", a.attname as name, a.attnum::pg_catalog.int4 as position,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression, case when t.relispartition then '' else a.attidentity end as identity, a.attgenerated as generated,
    case when a.attcollation <> ty.typcollation then co.collname end as collation,
    case when a.attcollation <> ty.typcollation and cn.nspname <> 'pg_catalog' then cn.nspname end as "collationSchema",
    en.nspname as "enumSchema", e.typname as "enumName",
    case when a.attstorage <> ty.typstorage then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end end as storage,
    case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
    nullif(coalesce(a.attstattarget, -1), -1)::pg_catalog.int4 as statistics, a.attoptions as options,
    not a.attislocal and not t.relispartition as inherited,
    nn.conname as "notNullName",
    case when s.seqrelid is not null then pg_catalog.jsonb_build_object('schema', sn.nspname, 'name', sc.relname, 'start', s.seqstart::pg_catalog.text,
      'increment', s.seqincrement::pg_catalog.text, 'min', s.seqmin::pg_catalog.text, 'max', s.seqmax::pg_catalog.text, 'cache', s.seqcache::pg_catalog.text,
      'cycle', s.seqcycle) end as sequence,
    de.description as comment
  from (${allTables(one)}) t
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type ty on ty.oid = a.atttypid
  left join pg_catalog.pg_type e on e.oid in (ty.oid, ty.typelem) and e.typtype = 'e'
  left join pg_catalog.pg_namespace en on en.oid = e.typnamespace
  left join pg_catalog.pg_collation co on co.oid = a.attcollation
  left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_catalog.pg_constraint nn on a.attnotnull and (a.attislocal or t.relispartition) and nn.conrelid = t.oid and nn.contype = 'n' and nn.conkey = array[a.attnum] and (nn.conislocal or t.relispartition)
  left join pg_catalog.pg_depend q on a.attidentity <> '' and q.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and q.refobjid = t.oid
    and q.refobjsubid = a.attnum and q.deptype = 'i' and q.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  left join pg_catalog.pg_sequence s on s.seqrelid = q.objid
  left join pg_catalog.pg_class sc on sc.oid = q.objid left join pg_catalog.pg_namespace sn on sn.oid = sc.relnamespace
  ${described('pg_class', 't.oid', 'a.attnum')}`;

const OF_INDEX = `ic.reloptions as options, i.indisclustered as clustered,
    (select s.spcname from pg_catalog.pg_tablespace s where s.oid = ic.reltablespace) as tablespace,
    case when i.indexprs is not null then (
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(a.attnum, a.attstattarget) order by a.attnum) from pg_catalog.pg_attribute a
      where a.attrelid = ic.oid and coalesce(a.attstattarget, -1) <> -1) end as statistics`;

/** The comment as `de.description`: `obj_description` would be a query for each row, this is one join. */
const described = (catalog: string, oid: string, column = '0'): string =>
  `left join pg_catalog.pg_description de on de.objoid = ${oid} and de.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and de.objsubid = ${column}`;

const INDEXES = `(
    select i.* from (select false as indnullsnotdistinct) older cross join lateral (
      select x.indexrelid, x.indrelid, x.indnkeyatts, x.indnatts, x.indisunique, x.indisclustered, x.indisvalid, x.indkey, x.indclass, x.indoption,
        x.indexprs, x.indpred, indnullsnotdistinct from pg_catalog.pg_index x) i)`;

// What a Schema can't express of a constraint is `special`.
const CONSTRAINTS = `(
    select c.* from (select true as conenforced, false as conperiod, null::pg_catalog.int2[] as confdelsetcols) older cross join lateral (
      select x.oid, x.conname, x.contype, x.conrelid, x.conindid, x.conkey, x.confrelid, x.confkey, x.confdeltype, x.confupdtype, x.conbin, x.convalidated,
        x.condeferrable, x.condeferred, x.conislocal, x.conparentid, x.confmatchtype = 'f' or (x.contype = 'c' and x.connoinherit)
          or not conenforced or conperiod or confdelsetcols is not null as special from pg_catalog.pg_constraint x) c)`;

const namesOf = (keys: string, table: string): string => `
  (select coalesce(pg_catalog.array_agg(a.attname::pg_catalog.text order by k.n), '{}') from pg_catalog.unnest(${keys}) with ordinality k(attnum, n)
   join pg_catalog.pg_attribute a on a.attrelid = ${table} and a.attnum = k.attnum)`;

// Left out: NOT NULL constraints (contype n, PostgreSQL 18), which the columns tell, constraint triggers (contype t), what a
// child inherits from its parents, and a partition's copies of its parent's foreign keys. Its keys and checks are there:
// ATTACH PARTITION finds them by their meaning, and their names stay.
export const constraints = (one: boolean): string => `
  select c.oid, t.nspname as schema, t.relname as "table", c.conname as name, c.contype as type, c.convalidated as validated,
    c.condeferrable as deferrable, c.condeferred as deferred, ${namesOf('c.conkey', 'c.conrelid')} as columns,
    ${namesOf('case when i.indnatts > i.indnkeyatts then i.indkey[i.indnkeyatts:] end', 'c.conrelid')} as include,
    coalesce(i.indnullsnotdistinct, false) as "nullsNotDistinct",
    rn.nspname as "refSchema", r.relname as "refTable", ${namesOf('c.confkey', 'c.confrelid')} as "refColumns",
    c.confdeltype as "onDelete", c.confupdtype as "onUpdate", pg_catalog.pg_get_expr(c.conbin, c.conrelid) as expression,
    case when c.special or c.contype = 'x' then pg_catalog.pg_get_constraintdef(c.oid) end as definition, de.description as comment, ${OF_INDEX}, c.special
  from (${allTables(one)}) t join ${CONSTRAINTS} c on c.conrelid = t.oid and c.contype in ('p', 'u', 'c', 'f', 'x')
    and (c.conislocal or t.relispartition) and (c.contype <> 'f' or c.conparentid = 0)
  left join ${INDEXES} i on i.indexrelid = c.conindid and c.contype in ('p', 'u') left join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  left join pg_catalog.pg_class r on r.oid = c.confrelid left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
  ${described('pg_constraint', 'c.oid')}`;

// pg_get_indexdef(…, k) prints a key without its collation, operator class and order. The query adds them when they are not
// the default. It prints a column as its name alone, and takes ten times as long. Which collation an expression has by itself
// only the whole definition tells.
export const indexes = (one: boolean): string => `
  select ic.oid, t.nspname as schema, t.relname as "table", ic.relname as name, am.amname as method, i.indisunique as "unique",
    i.indnullsnotdistinct as "nullsNotDistinct", i.indisvalid as valid,
    (select pg_catalog.array_agg(coalesce(pg_catalog.quote_ident(ta.attname), pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, false))
        || case when ia.attcollation = 0 or case when ta.attnum is not null then ia.attcollation = ta.attcollation
          else pg_catalog.strpos(pg_catalog.pg_get_indexdef(i.indexrelid), pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, false) || ' COLLATE ') = 0 end then '' else (select ' COLLATE ' || case cn.nspname when 'pg_catalog' then pg_catalog.quote_ident(co.collname)
          else pg_catalog.format('%I.%I', cn.nspname, co.collname) end from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = ia.attcollation) end
        || case when oc.opcdefault and ia.attoptions is null then '' else ' ' || case ocn.nspname when 'pg_catalog' then pg_catalog.quote_ident(oc.opcname)
          else pg_catalog.format('%I.%I', ocn.nspname, oc.opcname) end || coalesce(' (' || pg_catalog.array_to_string(ia.attoptions, ', ') || ')', '') end
        || case when am.amname <> 'btree' then '' else (array['', ' DESC NULLS LAST', ' NULLS FIRST', ' DESC'])[i.indoption[k.n - 1] + 1] end
        order by k.n)
     from pg_catalog.generate_series(1, i.indnkeyatts) k(n) join pg_catalog.pg_opclass oc on oc.oid = i.indclass[k.n - 1]
     join pg_catalog.pg_namespace ocn on ocn.oid = oc.opcnamespace
     join pg_catalog.pg_attribute ia on ia.attrelid = i.indexrelid and ia.attnum = k.n
     left join pg_catalog.pg_attribute ta on ta.attrelid = i.indrelid and ta.attnum = i.indkey[k.n - 1] and ta.attnum > 0) as keys,
    (select case when pg_catalog.bool_and(k.attnum <> 0) then pg_catalog.array_agg(a.attname::pg_catalog.text order by k.n) end
     from pg_catalog.unnest(i.indkey[:i.indnkeyatts - 1]) with ordinality k(attnum, n)
     left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns,
    ${namesOf('case when i.indnatts > i.indnkeyatts then i.indkey[i.indnkeyatts:] end', 'i.indrelid')} as include,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid) as "where", ${OF_INDEX},
    de.description as comment
  from (${allTables(one)}) t join ${INDEXES} i on i.indrelid = t.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  join pg_catalog.pg_am am on am.oid = ic.relam ${described('pg_class', 'ic.oid')}
  where not exists (select from pg_catalog.pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))`;

export const policies = (one: boolean): string => `
  select p.oid, t.nspname as schema, t.relname as "table", p.polname as name, p.polcmd as command, p.polpermissive as permissive,
    (select coalesce(pg_catalog.array_agg(r.rolname::pg_catalog.text order by r.rolname), '{}') from pg_catalog.pg_roles r where r.oid = any (p.polroles)) as roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check",
    pg_catalog.obj_description(p.oid, 'pg_policy') as comment
  from (${allTables(one)}) t join pg_catalog.pg_policy p on p.polrelid = t.oid`;
