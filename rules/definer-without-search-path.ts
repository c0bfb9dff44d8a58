import { defineRule } from '../src/check/rule.ts';

export default defineRule({
  id: 'definer-without-search-path',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'The function runs with the rights of its owner and looks names up where its caller says: whoever may make a table can put one in the way.',
  fix: 'Add `SET search_path = pg_catalog, pg_temp`, with the schemas that it needs between them.',
  source: 'https://www.postgresql.org/docs/18/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',

  bad: [
    {
      given: '',
      migration: `create function total() returns bigint language sql security definer as 'select 1::bigint';`,
    },
  ],
  good: [
    {
      given: '',
      migration: `create function total() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as 'select 1::bigint';`,
    },
    { given: '', migration: `create function total() returns bigint language sql as 'select 1::bigint';` },
  ],

  check({ changes }) {
    const open = changes.find(
      ({ flags }) => flags.includes('security definer') && !flags.includes('search path'),
    );
    return open ? `\`${open.name}\` looks up names by the path of whoever calls it.` : null;
  },
});
