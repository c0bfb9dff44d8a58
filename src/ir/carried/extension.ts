import { defineKind } from './kind.ts';

/** Without its version: each server has the one that it was built with. */
export default defineKind({
  what: 'extension',
  catalog: 'pg_extension',
  query: () => `
    select e.oid, pg_catalog.format('CREATE EXTENSION %I WITH SCHEMA %I;', e.extname, n.nspname) as definition
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where n.nspname not in ('pg_catalog', 'wesley')`,
});
