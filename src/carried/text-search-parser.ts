import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'text search parser',
  catalog: 'pg_ts_parser',
  query: () => `
    select p.oid, pg_catalog.format('CREATE TEXT SEARCH PARSER %s (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s);', ${qualifiedName('n.nspname', 'p.prsname')},
      p.prsstart::pg_catalog.regproc, p.prstoken::pg_catalog.regproc, p.prsend::pg_catalog.regproc, p.prslextype::pg_catalog.regproc,
      case when p.prsheadline <> 0 then ', HEADLINE = ' || p.prsheadline::pg_catalog.regproc else '' end) as definition
    from pg_catalog.pg_ts_parser p join (${USER_SCHEMAS}) n on n.oid = p.prsnamespace
    where ${notOfExtension('pg_ts_parser', 'p.oid')}`,
});
