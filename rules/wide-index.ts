import { defineRule, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, a int, b int, c int);`;

export default defineRule({
  id: 'wide-index',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Each further column makes the index bigger and every write dearer, and few searches need more than three.',
  fix: 'Index the columns that pick the fewest rows, and carry others with `INCLUDE` if a query needs them.',
  source: 'https://www.postgresql.org/docs/18/indexes-multicolumn.html',
  about: ['create index'],

  bad: [{ given, migration: `create index concurrently on invoice (id, a, b, c);` }],
  good: [
    { given, migration: `create index concurrently on invoice (id, a, b);` },
    { given, migration: `create unique index concurrently on invoice (id, a, b, c);` },
  ],

  check({ changes }) {
    const wide = changes.find(({ kind, flags }) => kind === 'create index' && flags.includes('wide'));
    return wide ? `This index of ${named([wide.relation])} has more than three columns.` : null;
  },
});
