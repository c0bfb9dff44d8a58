import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
  insert into event select n, '2024-05-01' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'index-on-partitioned-parent',
  severity: 'error',
  lock: 'ShareLock',
  work: 'reads every row',
  why: 'Writes to every partition wait until the indexes of all are built, and CONCURRENTLY is refused here.',
  fix: 'Write `CREATE INDEX … ON ONLY` the parent, build one `CONCURRENTLY` on each partition, then `ALTER INDEX … ATTACH PARTITION`.',
  source: 'https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  about: ['create index'],

  bad: [{ given, migration: `create index event_id on event (id);`, stays: true }],
  good: [
    { given, migration: `create index event_id on only event (id);` },
    { given, migration: `create index concurrently event_2024_id on event_2024 (id);` },
    {
      given,
      migration: `create table log (id bigint) partition by range (id);
        create index on log (id);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'create index').filter(
      ({ relation }) => context.kindOf(relation) === 'partitioned table',
    );
    const tables = visibleToOthers(change?.effects.scans ?? [], context);
    return tables.length > 0
      ? `${subject(tables, 'refuses')} writes until the indexes of all partitions are built.`
      : null;
  },

  // No rewrite, because some partitions may not be known.
  rewrite: () =>
    'the table is partitioned: create the index ON ONLY it, then concurrently on each partition, and attach those',
});
