import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** With its options: without `security_invoker` a view reads with the rights of its owner, past every policy. */
export default defineKind({
  what: 'view',
  catalog: 'pg_class',
  query: () => `
    select c.oid, format('CREATE VIEW %s%s AS%s;', ${qualifiedName('n.nspname', 'c.relname')},
        coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''), E'\\n' || rtrim(pg_get_viewdef(c.oid), E';\\n '))
      || coalesce((select string_agg(format(E'\\nALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s;', ${qualifiedName('n.nspname', 'c.relname')},
           a.attname, pg_get_expr(d.adbin, d.adrelid)), '' order by a.attnum)
         from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where d.adrelid = c.oid), '') as definition
    from pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where c.relkind = 'v' and ${notOfExtension('pg_class', 'c.oid')}`,
});
