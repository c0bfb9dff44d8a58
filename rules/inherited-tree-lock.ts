import { defineRule, heldAtLeast, named } from '../src/check/rule.ts';

const given = `
  create table event (id bigint, at date not null) partition by range (at);
  create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');`;

// Changes for which other rules have more to say.
const TOLD: readonly string[] = [
  'attach partition',
  'create index',
  'create table',
  'detach partition',
  'drop table',
];

const more = (count: number): string => (count > 3 ? ` and ${count - 3} more` : '');

export default defineRule({
  id: 'inherited-tree-lock',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: null,
  why: 'Every partition or child is locked with its parent: one long query on any of them holds up all, and each adds to the lock table.',
  fix: 'Set a short `lock_timeout` and try again, or change the partitions one by one and the parent with `ONLY` where that is allowed.',
  source: 'https://www.postgresql.org/docs/18/ddl-inherit.html#DDL-INHERIT-CAVEATS',

  bad: [
    { given, migration: `alter table event add column note text;` },
    { given, migration: `alter table event alter column id set default 1;` },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = '2s';
        alter table event add column note text;`,
    },
    { given, migration: `alter table only event alter column id set default 1;` },
    { given, migration: `alter table event_2024 alter column id set default 1;` },
    {
      given: 'create table event (id bigint) partition by range (id);',
      migration: `alter table event add column note text;`,
    },
  ],

  check({ effects, changes }, context) {
    if (changes.some(({ kind }) => TOLD.includes(kind)) || (context.lockTimeoutMs ?? 0) > 0) return null;
    const relations = changes.map(({ relation }) => relation);
    const below = heldAtLeast(effects, context, 'ShareRowExclusiveLock').filter(
      (relation) => context.kinship(relation, relations) === 'same tree',
    );
    return below.length > 0
      ? `${named(below.slice(0, 3))}${more(below.length)} ${below.length > 1 ? 'are' : 'is'} locked as well.`
      : null;
  },
});
