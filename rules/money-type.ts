import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'money-type',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'What a stored amount means depends on `lc_monetary` of the server, and its scale cannot be chosen.',
  fix: 'Write `numeric(12, 2)`, and the currency into a column beside it.',
  source: 'https://www.postgresql.org/docs/18/datatype-money.html',

  bad: [{ given, migration: `create table draft (total money);` }],
  good: [{ given, migration: `create table draft (total numeric(12, 2));` }],

  check({ columns }) {
    const column = columns().find(({ type }) => type === 'money');
    return column ? `\`${column.name}\` depends on the locale of the server.` : null;
  },
});
