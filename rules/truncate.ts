import { defineRule, exposed, heldAtLeast, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'truncate',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes wait, and every row is gone.',
  fix: 'Delete rows in batches, or make sure that nothing uses the table.',
  source: 'https://www.postgresql.org/docs/18/sql-truncate.html',
  about: ['truncate'],

  bad: [
    {
      given,
      migration: `truncate invoice;`,
    },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        truncate draft;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'truncate');
    if (!change || change.flags.includes('cascade')) return null;
    return `Every row of ${named(heldAtLeast(statement.effects, context, 'AccessExclusiveLock'))} is gone.`;
  },
});
