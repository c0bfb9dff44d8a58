import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'text search parser',
  catalog: 'pg_ts_parser',
  query: () => `
    select p.oid, format('CREATE TEXT SEARCH PARSER %s (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s);', ${qualifiedName('n.nspname', 'p.prsname')},
      p.prsstart::regproc, p.prstoken::regproc, p.prsend::regproc, p.prslextype::regproc,
      case when p.prsheadline <> 0 then ', HEADLINE = ' || p.prsheadline::regproc else '' end) as definition
    from pg_ts_parser p join (${USER_SCHEMAS}) n on n.oid = p.prsnamespace
    where ${notOfExtension('pg_ts_parser', 'p.oid')}`,
});
