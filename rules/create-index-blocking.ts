import { defineRule, exposed, heldAtLeast, subject } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'create-index-blocking',
  severity: 'error',
  lock: 'ShareLock',
  work: 'reads every row',
  why: 'Writes to the table wait until the whole index is built.',
  fix: 'Write `CREATE INDEX CONCURRENTLY`, outside a transaction, with no lock_timeout.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  about: ['create index'],

  bad: [
    {
      given,
      migration: `create index invoice_customer on invoice (customer_id);`,
    },
  ],
  good: [
    {
      given,
      migration: `create index concurrently invoice_customer on invoice (customer_id);`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        create index on draft (customer_id);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'create index').filter(({ concurrently }) => !concurrently);
    // PostgreSQL can't build an index of a partitioned table concurrently.
    if (change && context.kindOf(change.relation) === 'partitioned table') return null;
    if (!change || change.effects.scans.length === 0) return null;
    return `${subject(heldAtLeast(change.effects, context, 'ShareLock'), 'refuses')} writes until the index is built.`;
  },

  rewrite: (draft) => ({ edits: [draft.behind(['INDEX'], 'CONCURRENTLY')], alone: true }),
});
