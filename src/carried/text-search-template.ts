import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'text search template',
  catalog: 'pg_ts_template',
  query: () => `
    select t.oid, pg_catalog.format('CREATE TEXT SEARCH TEMPLATE %s (%sLEXIZE = %s);', ${qualifiedName('n.nspname', 't.tmplname')},
      case when t.tmplinit <> 0 then pg_catalog.format('INIT = %s, ', t.tmplinit::pg_catalog.regproc) else '' end, t.tmpllexize::pg_catalog.regproc) as definition
    from pg_catalog.pg_ts_template t join (${USER_SCHEMAS}) n on n.oid = t.tmplnamespace
    where ${notOfExtension('pg_ts_template', 't.oid')}`,
});
