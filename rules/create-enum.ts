import { defineRule, named } from '../src/check/rule.ts';

export default defineRule({
  id: 'create-enum',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'No value of an enum can be taken away or moved, and a new one cannot be used by the transaction that adds it.',
  fix: 'Make a table of the values with a foreign key to it, or a `text` with a `CHECK`.',
  source: 'https://www.postgresql.org/docs/18/datatype-enum.html',
  about: ['create type'],

  bad: [{ given: '', migration: `create type state as enum ('new', 'paid');` }],
  good: [{ given: '', migration: `create table state (name text primary key);` }],

  check({ changes }) {
    const made = changes.find(({ kind }) => kind === 'create type');
    return made ? `The values of ${named([made.relation])} can only become more.` : null;
  },
});
