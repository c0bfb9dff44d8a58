import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date) partition by range (at);
  create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');`;

export default defineRule({
  id: 'detach-partition-blocking',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes of the whole partitioned table wait for every running query, and for the detach.',
  fix: 'Write `DETACH PARTITION … CONCURRENTLY`, outside a transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DETACH-PARTITION',
  about: ['detach partition'],

  bad: [{ given, migration: 'alter table event detach partition event_2024;' }],
  good: [{ given, migration: 'alter table event detach partition event_2024 concurrently;' }],

  check(statement, context) {
    const [change] = exposed(statement, context, 'detach partition').filter(
      ({ concurrently }) => !concurrently,
    );
    return change ? `${named([change.relation])} is taken away from readers and writers.` : null;
  },

  rewrite: (draft) => ({
    edits: [draft.atEnd('CONCURRENTLY')],
    alone: true,
    note: 'CONCURRENTLY leaves the bound behind as a CHECK of the table that was a partition',
  }),
});
