import { defineRule, exposed } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'invalid-index-left-behind',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'A concurrent build that was stopped leaves an invalid index with this name, and IF NOT EXISTS takes it for done: no query will use it.',
  fix: 'Write `DROP INDEX CONCURRENTLY IF EXISTS` before it and leave out `IF NOT EXISTS`.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  about: ['create index'],

  bad: [
    {
      given,
      migration: `create index concurrently if not exists invoice_customer on invoice (customer_id);`,
    },
  ],
  good: [
    {
      given,
      migration: `drop index concurrently if exists invoice_customer;
        create index concurrently invoice_customer on invoice (customer_id);`,
    },
    {
      given,
      migration: `drop index concurrently if exists invoice_customer;
        create index concurrently if not exists invoice_customer on invoice (customer_id);`,
    },
    { given, migration: `create index concurrently invoice_customer on invoice (customer_id);` },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'create index').filter(
      ({ concurrently, flags }) => concurrently && flags.includes('if exists'),
    );
    if (!change) return null;
    const isDropped = context.earlier.some(({ kind, name }) => kind === 'drop index' && name === change.name);
    return isDropped
      ? null
      : `If an earlier build of \`${change.name}\` was stopped, its invalid index is kept.`;
  },
});
