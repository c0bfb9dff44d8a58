import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'composite type',
  catalog: 'pg_class',
  query: () => `
    select c.oid, format('CREATE TYPE %s AS (%s);', ${qualifiedName('n.nspname', 'c.relname')},
      (select string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attcollation <> t.typcollation then format(' COLLATE %I.%I', cn.nspname, co.collname) else '' end), ', ' order by a.attnum)
       from pg_attribute a join pg_type t on t.oid = a.atttypid
       left join pg_collation co on co.oid = a.attcollation left join pg_namespace cn on cn.oid = co.collnamespace
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) as definition
    from pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where c.relkind = 'c' and ${notOfExtension('pg_class', 'c.oid')}`,
});
