import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_rest partition of event default;
  insert into event select n, '2024-05-01' from generate_series(1, 9) n;
  create table event_2026 (id bigint, at date not null);`;

export default defineRule({
  id: 'default-partition-scan',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes of the default partition wait until none of its rows is found to belong to the new one.',
  fix: 'Add a `CHECK … NOT VALID` to the default partition that excludes the new bound and validate it first: no row is read then.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION',
  about: ['attach partition', 'create table'],

  bad: [
    {
      given,
      migration: `create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');`,
    },
    {
      given,
      migration: `alter table event attach partition event_2026 for values from ('2026-01-01') to ('2027-01-01');`,
    },
  ],
  good: [
    {
      given: `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_rest partition of event default;
  insert into event select n, '2024-05-01' from generate_series(1, 9) n;
  create table event_2026 (id bigint, at date not null);
  alter table event_rest add check (at < '2025-01-01');`,
      migration: `create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');`,
    },
    {
      given: 'create table event (id bigint, at date) partition by range (at);',
      migration: `create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');`,
    },
  ],

  check(statement, context) {
    const [change] = [
      ...exposed(statement, context, 'attach partition'),
      ...exposed(statement, context, 'create table'),
    ];
    if (!change || change.effects.scans.length === 0) return null;
    const parents = statement.effects.locks.map(({ relation }) => relation);
    const tables = visibleToOthers(change.effects.scans, context).filter((table) =>
      parents.some((parent) => parent !== table && context.kinship(table, [parent]) === 'same tree'),
    );
    return tables.length > 0
      ? `${subject(tables, 'refuses')} reads and writes until every row is looked at.`
      : null;
  },
});
