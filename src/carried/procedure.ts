import { defineKind, notOfExtension, notOurs, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'procedure',
  catalog: 'pg_proc',
  probe: `c.prokind = 'p' and ${notOurs('c.pronamespace')}`,
  query: () => `
    select p.oid, pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E' \\n') || ';' as definition
    from pg_catalog.pg_proc p join (${USER_SCHEMAS}) n on n.oid = p.pronamespace
    where p.prokind = 'p' and ${notOfExtension('pg_proc', 'p.oid')}`,
});
