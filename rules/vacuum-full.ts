import { defineRule, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'vacuum-full',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew.',
  fix: 'Run plain `VACUUM`, or repack the table with a tool that works online.',
  source: 'https://www.postgresql.org/docs/18/sql-vacuum.html',
  about: ['cluster', 'vacuum full'],

  bad: [
    {
      given,
      migration: `vacuum full invoice;`,
    },
    {
      given,
      migration: `cluster invoice using invoice_pkey;`,
    },
  ],
  good: [
    {
      given,
      migration: `vacuum invoice;`,
    },
    { given, migration: `vacuum (full 'OFF') invoice;` },
  ],

  check(statement, context) {
    const isFull = statement.changes.some(({ kind }) => kind === 'vacuum full' || kind === 'cluster');
    const tables = visibleToOthers(statement.effects.rewrites, context);
    // VACUUM FULL without a table is about every table, although none may be known here.
    if (isFull && statement.effects.locks.length === 0)
      return 'Every table refuses reads and writes in its turn.';
    return isFull && tables.length > 0
      ? `${subject(tables, 'refuses')} reads and writes while every row is written anew.`
      : null;
  },
});
