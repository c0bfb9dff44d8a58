import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** With its options: without `security_invoker` a view reads with the rights of its owner, past every policy. */
export default defineKind({
  what: 'view',
  catalog: 'pg_class',
  probe: `c.relkind = 'v' and ${notOurs('c.relnamespace')}`,
  query: () => `
    select c.oid, pg_catalog.format('CREATE VIEW %s%s AS%s;', ${qualifiedName('n.nspname', 'c.relname')},
        coalesce(' WITH (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')', ''), E'\\n' || pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), E';\\n '))
      || coalesce((select pg_catalog.string_agg(pg_catalog.format(E'\\nALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s;', ${qualifiedName('n.nspname', 'c.relname')},
           a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid)), '' order by a.attnum)
         from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where d.adrelid = c.oid), '') as definition
    from pg_catalog.pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where c.relkind = 'v' and ${notOfExtension('pg_class', 'c.oid')}`,
});
