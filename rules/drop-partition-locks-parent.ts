import { defineRule, exposed, heldAtLeast, subject } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
  insert into event select n, '2024-05-01' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'drop-partition-locks-parent',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes of the whole partitioned table wait, not only those of the partition.',
  fix: 'Write `ALTER TABLE … DETACH PARTITION … CONCURRENTLY` first, then drop the table that is left.',
  source: 'https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  about: ['drop table'],

  bad: [{ given, migration: `drop table event_2024;` }],
  good: [
    {
      given,
      migration: `alter table event detach partition event_2024 concurrently;
        drop table event_2024;`,
    },
    { given, migration: `drop table event;` },
  ],

  check(statement, context) {
    const dropped = exposed(statement, context, 'drop table').map(({ relation }) => relation);
    if (dropped.length === 0) return null;
    const parents = heldAtLeast(statement.effects, context, 'AccessExclusiveLock').filter(
      (relation) =>
        context.kindOf(relation) === 'partitioned table' &&
        context.kinship(relation, dropped) === 'same tree',
    );
    return parents.length > 0
      ? `${subject(parents, 'refuses')} reads and writes while the partition is dropped.`
      : null;
  },
});
