import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'composite type',
  catalog: 'pg_class',
  probe: `c.relkind = 'c' and ${notOurs('c.relnamespace')}`,
  query: () => `
    select c.oid, pg_catalog.format('CREATE TYPE %s AS (%s);', ${qualifiedName('n.nspname', 'c.relname')},
      (select pg_catalog.string_agg(pg_catalog.format('%I %s%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
          case when a.attcollation <> t.typcollation then pg_catalog.format(' COLLATE %I.%I', cn.nspname, co.collname) else '' end), ', ' order by a.attnum)
       from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
       left join pg_catalog.pg_collation co on co.oid = a.attcollation left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) as definition
    from pg_catalog.pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where c.relkind = 'c' and ${notOfExtension('pg_type', 'c.reltype')}`,
});
