import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'unnamed-index',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'PostgreSQL makes a name up, which depends on what is there: later migrations cannot drop it by name on every database.',
  fix: 'Give the index a name.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html',
  about: ['create index'],

  bad: [{ given, migration: `create index concurrently on invoice (note);` }],
  good: [{ given, migration: `create index concurrently invoice_note on invoice (note);` }],

  check({ changes }) {
    const unnamed = changes.find(({ kind, name }) => kind === 'create index' && name === '');
    return unnamed ? `This index of ${named([unnamed.relation])} has no name.` : null;
  },
});
