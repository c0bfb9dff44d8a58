import { defineKind } from './kind.ts';

/** Its options may hold a password, and are shown to nobody else: they stay in the database. */
export default defineKind({
  what: 'user mapping',
  catalog: 'pg_user_mapping',
  // Only superusers may read the catalog itself.
  probed: 'pg_foreign_server',
  query: () => `
    select m.umid as oid, pg_catalog.format('-- USER MAPPING FOR %I SERVER %I: its options may be secret', m.usename, m.srvname) as definition
    from pg_catalog.pg_user_mappings m`,
});
