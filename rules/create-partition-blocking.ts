import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, day date not null) partition by range (day);
  create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');`;

export default defineRule({
  id: 'create-partition-blocking',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes of the whole partitioned table wait, and behind one long query everything queues up.',
  fix: 'Write `CREATE TABLE … (LIKE parent INCLUDING DEFAULTS INCLUDING CONSTRAINTS)` and `ALTER TABLE … ATTACH PARTITION`, which lets reads and writes go on.',
  source: 'https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  about: ['create table'],

  bad: [
    {
      given,
      migration: `create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01');`,
    },
  ],
  good: [
    {
      given,
      migration: `create table event_2026 (like event including defaults including constraints);
        alter table event attach partition event_2026 for values from ('2026-01-01') to ('2027-01-01');`,
    },
    {
      given,
      migration: `create table log (id bigint, day date) partition by range (day);
        create table log_rest partition of log default;`,
    },
  ],

  check(statement, context) {
    const parents = exposed(statement, context, 'create table').flatMap(({ effects }) =>
      visibleToOthers(
        effects.locks.filter(({ mode }) => mode === 'AccessExclusiveLock').map(({ relation }) => relation),
        context,
      ),
    );
    return parents.length > 0
      ? `${subject(parents, 'refuses')} reads and writes while the partition is made.`
      : null;
  },

  rewrite: (draft) => draft.attachedPartition(),
});
