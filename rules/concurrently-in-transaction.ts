import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'concurrently-in-transaction',
  severity: 'error',
  lock: null,
  work: null,
  why: 'PostgreSQL refuses the statement with 25001 and the migration stops there.',
  fix: 'Move the statement into a file of its own that runs outside a transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',

  bad: [
    {
      given,
      migration: `begin;
        create index concurrently invoice_customer on invoice (customer_id);
        commit;`,
      fails: '25001',
    },
  ],
  good: [
    {
      given,
      migration: `create index concurrently invoice_customer on invoice (customer_id);`,
    },
  ],

  check({ kind, effects, changes }, { transaction, fileIsTransaction }) {
    if (!transaction || effects.transactional) return null;
    const dots = kind === 'ALTER TABLE' ? ' …' : '';
    const what = changes.some(({ concurrently }) => concurrently) ? `${kind}${dots} CONCURRENTLY` : kind;
    if (transaction.implicit)
      return `${what} is sent in one string with other statements, and those are a transaction block.`;
    return fileIsTransaction
      ? `${what} cannot run inside the transaction that this file is run in.`
      : `${what} cannot run inside a transaction block as it stands here.`;
  },

  rewrite: () => ({ alone: true }),
});
