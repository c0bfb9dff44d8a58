import { defineKind, notInternal, notOfExtension, notOurs, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'function',
  catalog: 'pg_proc',
  probe: `c.prokind in ('f', 'w') and ${notOurs('c.pronamespace')}`,
  query: () => `
    select p.oid, pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E' \\n') || ';' as definition
    from pg_catalog.pg_proc p join (${USER_SCHEMAS}) n on n.oid = p.pronamespace
    where p.prokind in ('f', 'w') and ${notOfExtension('pg_proc', 'p.oid')} and ${notInternal('pg_proc', 'p.oid')}`,
});
