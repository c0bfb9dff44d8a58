import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** Its input and output are functions in C, which no SQL text holds. */
export default defineKind({
  what: 'base type',
  catalog: 'pg_type',
  probe: `c.typtype = 'b' and c.typcategory <> 'A' and ${notOurs('c.typnamespace')}`,
  query: () => `
    select t.oid, pg_catalog.format('-- %s is a base type: its functions are not SQL', ${qualifiedName('n.nspname', 't.typname')}) as definition
    from pg_catalog.pg_type t join (${USER_SCHEMAS}) n on n.oid = t.typnamespace
    where t.typtype = 'b' and t.typcategory <> 'A' and ${notOfExtension('pg_type', 't.oid')}`,
});
