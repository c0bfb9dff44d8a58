import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create index invoice_customer on invoice (customer_id);`;

export default defineRule({
  id: 'waits-for-readers',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The statement waits for every transaction that has used the table, those that only read included, and its own snapshot holds back VACUUM meanwhile.',
  fix: 'Run it when no long transaction is open: look into `pg_stat_activity` first.',
  source: 'https://www.postgresql.org/docs/18/sql-reindex.html#SQL-REINDEX-CONCURRENTLY',
  about: ['detach partition', 'drop index', 'reindex'],

  bad: [
    { given, migration: `drop index concurrently invoice_customer;` },
    { given, migration: `reindex table concurrently invoice;` },
  ],
  good: [
    { given, migration: `drop index invoice_customer;` },
    { given, migration: `alter table invoice add column paid boolean;` },
  ],

  check({ changes, effects }) {
    const isConcurrent = changes.some(({ concurrently }) => concurrently);
    return isConcurrent && effects.waitsFor ? `This waits for ${effects.waitsFor}.` : null;
  },
});
