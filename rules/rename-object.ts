import { defineRule } from '../src/check/rule.ts';

const given = `create sequence numbers; create type state as enum ('new');`;

export default defineRule({
  id: 'rename-object',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Whatever calls the old name fails: defaults of the application, functions, scripts.',
  fix: 'Make an object with the new name, move its users over, then drop the old one.',
  source: 'https://www.postgresql.org/docs/18/sql-altersequence.html',
  about: ['rename object'],

  bad: [
    { given, migration: `alter sequence numbers rename to invoice_numbers;` },
    { given, migration: `alter type state rename to invoice_state;` },
  ],
  good: [{ given, migration: `alter sequence numbers increment by 10;` }],

  check({ changes }) {
    const renamed = changes.find(({ kind }) => kind === 'rename object');
    return renamed ? `\`${renamed.name}\` no longer answers to its name.` : null;
  },
});
