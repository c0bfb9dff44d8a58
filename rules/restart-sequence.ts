import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create sequence invoice_number;`;

export default defineRule({
  id: 'restart-sequence',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Numbers that were given out before are given out again, and inserts fail on the key.',
  fix: 'Leave the sequence alone, or set it to a number beyond the highest in use.',
  source: 'https://www.postgresql.org/docs/18/sql-altersequence.html',
  about: ['restart sequence'],

  bad: [
    { given, migration: `alter sequence invoice_number restart;` },
    { given, migration: `alter sequence invoice_number restart with 1;` },
  ],
  good: [
    { given, migration: `alter sequence invoice_number increment by 10;` },
    {
      given,
      migration: `create sequence draft;
        alter sequence draft restart;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'restart sequence');
    return change ? `${named([change.relation])} begins again.` : null;
  },
});
