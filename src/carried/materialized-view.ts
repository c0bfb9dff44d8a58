import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'materialized view',
  catalog: 'pg_class',
  probe: `c.relkind = 'm' and ${notOurs('c.relnamespace')}`,
  query: () => `
    select c.oid, pg_catalog.format('CREATE MATERIALIZED VIEW %s%s%s AS%s%s;', ${qualifiedName('n.nspname', 'c.relname')},
        coalesce(' WITH (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')', ''), coalesce(' TABLESPACE ' || pg_catalog.quote_ident(s.spcname), ''),
        E'\\n' || pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), E';\\n '), case when c.relispopulated then '' else E'\\nWITH NO DATA' end)
      || coalesce((select pg_catalog.string_agg(E'\\n' || pg_catalog.pg_get_indexdef(i.indexrelid) || ';', '' order by ic.relname)
         from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid), '') as definition
    from pg_catalog.pg_class c join (${USER_SCHEMAS}) n on n.oid = c.relnamespace left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
    where c.relkind = 'm' and ${notOfExtension('pg_class', 'c.oid')}`,
});
