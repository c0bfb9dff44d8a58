import { defineKind, notOurs } from './kind.ts';

/**
 * Without its version: each server has the one that it was built with. Some lie in pg_catalog, such as pg_cron; initdb
 * makes only PL/pgSQL.
 */
export default defineKind({
  what: 'extension',
  catalog: 'pg_extension',
  probe: notOurs('c.extnamespace'),
  query: () => `
    select e.oid, pg_catalog.format('CREATE EXTENSION %I WITH SCHEMA %I;', e.extname, n.nspname) as definition
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname <> 'plpgsql' and n.nspname <> 'wesley'`,
});
