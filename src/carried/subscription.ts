import { defineKind } from './kind.ts';

/** Its connection may hold a password. */
export default defineKind({
  what: 'subscription',
  catalog: 'pg_subscription',
  query: () => `
    select s.oid, pg_catalog.format('-- SUBSCRIPTION %I PUBLICATION %s: its connection may be secret', s.subname,
      pg_catalog.array_to_string(s.subpublications, ', ')) as definition
    from pg_catalog.pg_subscription s where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`,
});
