import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_2024 (id bigint, at date not null);
  insert into event_2024 values (1, '2024-05-01');
  create table event_2025 (id bigint, at date not null, check (at >= '2025-01-01' and at < '2026-01-01'));
  insert into event_2025 values (1, '2025-05-01');`;

export default defineRule({
  id: 'attach-partition-scan',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes of the new partition wait while every row is checked.',
  fix: 'Add a `CHECK` that implies the bound `NOT VALID`, validate it, then attach: no row is read.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION',
  about: ['attach partition'],

  bad: [
    {
      given,
      migration: `alter table event attach partition event_2024 for values from ('2024-01-01') to ('2025-01-01');`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table event attach partition event_2025 for values from ('2025-01-01') to ('2026-01-01');`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'attach partition');
    const parent = change?.relation ?? '';
    const tables = visibleToOthers(change?.effects.scans ?? [], context).filter(
      (table) => context.kinship(table, [parent]) === 'other',
    );
    return tables.length > 0
      ? `${subject(tables, 'refuses')} reads and writes until every row is checked.`
      : null;
  },

  rewrite: (draft) => draft.provenBound(),
});
