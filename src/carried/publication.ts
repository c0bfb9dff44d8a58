import { defineKind, notOfExtension, qualifiedName } from './kind.ts';

// From 15 a publication has columns, conditions and schemas.
const tables = (major: number): string => `
  (select 'TABLE ' || pg_catalog.string_agg(${qualifiedName('n.nspname', 'c.relname')}${
    major < 15
      ? ''
      : ` || coalesce((select ' (' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) || ')' from pg_catalog.pg_attribute a
        where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), '') || coalesce(' WHERE (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')', '')`
  }, ', ' order by n.nspname, c.relname)
   from pg_catalog.pg_publication_rel r join pg_catalog.pg_class c on c.oid = r.prrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where r.prpubid = p.oid)`;
const schemas = `
  (select pg_catalog.string_agg('TABLES IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), ', ' order by n.nspname)
   from pg_catalog.pg_publication_namespace s join pg_catalog.pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid)`;

export default defineKind({
  what: 'publication',
  catalog: 'pg_publication',
  query: (major) => `
    select p.oid, pg_catalog.format('CREATE PUBLICATION %I%s WITH (publish = %L%s%s);', p.pubname,
      case when p.puballtables then ' FOR ALL TABLES'
        else coalesce(' FOR ' || nullif(pg_catalog.concat_ws(', ', ${tables(major)}${major < 15 ? '' : `, ${schemas}`}), ''), '') end,
      pg_catalog.concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end), case when p.pubviaroot then ', publish_via_partition_root = true' else '' end,
      case pg_catalog.to_jsonb(p)->>'pubgencols' when 's' then ', publish_generated_columns = stored' else '' end) as definition
    from pg_catalog.pg_publication p where ${notOfExtension('pg_publication', 'p.oid')}`,
});
