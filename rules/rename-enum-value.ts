import { defineRule } from '../src/check/rule.ts';

const given = `create type state as enum ('new', 'paid');`;

export default defineRule({
  id: 'rename-enum-value',
  severity: 'error',
  lock: null,
  work: null,
  why: 'Queries of the running application that write or compare the old value fail with 22P02.',
  fix: 'Add the new value, deploy an application that knows both, and change the rows in batches.',
  source: 'https://www.postgresql.org/docs/18/sql-altertype.html#SQL-ALTERTYPE-DESC-RENAME-VALUE',
  about: ['rename enum value'],

  bad: [{ given, migration: `alter type state rename value 'paid' to 'settled';` }],
  good: [
    { given, migration: `alter type state add value 'settled';` },
    { given, migration: `create type draft as enum ('a'); alter type draft rename value 'a' to 'b';` },
  ],

  check({ changes }, context) {
    const change = changes.find(
      ({ kind, relation }) => kind === 'rename enum value' && !context.isNewType(relation),
    );
    return change ? `\`${change.name}\` is no value of the type any more.` : null;
  },
});
