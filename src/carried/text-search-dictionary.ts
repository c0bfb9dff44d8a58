import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'text search dictionary',
  catalog: 'pg_ts_dict',
  query: () => `
    select d.oid, pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %s%s);', ${qualifiedName('n.nspname', 'd.dictname')},
      ${qualifiedName('tn.nspname', 't.tmplname')}, coalesce(', ' || d.dictinitoption, '')) as definition
    from pg_catalog.pg_ts_dict d join (${USER_SCHEMAS}) n on n.oid = d.dictnamespace
    join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
    where ${notOfExtension('pg_ts_dict', 'd.oid')}`,
});
