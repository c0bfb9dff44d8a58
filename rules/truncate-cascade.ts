import { defineRule, exposed, heldAtLeast, named } from '../src/check/rule.ts';

const given = `create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint references customer);`;

export default defineRule({
  id: 'truncate-cascade',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes of the table and of every table that refers to it wait, and all their rows are gone.',
  fix: 'Name every table that is to be emptied, or delete rows in batches.',
  source: 'https://www.postgresql.org/docs/18/sql-truncate.html',
  about: ['truncate'],

  bad: [{ given, migration: `truncate customer cascade;` }],
  good: [
    { given, migration: `truncate invoice;` },
    {
      given,
      migration: `create table draft (id bigint);
        truncate draft cascade;`,
    },
  ],

  check(statement, context) {
    if (!exposed(statement, context, 'truncate').some(({ flags }) => flags.includes('cascade'))) return null;
    const tables = heldAtLeast(statement.effects, context, 'AccessExclusiveLock');
    return `Every row of ${named(tables)} is gone, and of whatever else refers to it.`;
  },
});
