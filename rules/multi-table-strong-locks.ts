import { blocking, defineRule, heldAtLeast, named } from '../src/check/rule.ts';

export default defineRule({
  id: 'multi-table-strong-locks',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Both tables stay locked until the commit, and a session that uses them in the other order makes a deadlock.',
  fix: 'Give each table a transaction of its own.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-DEADLOCKS',

  bad: [
    {
      given: 'create table invoice (id bigint primary key); create table customer (id bigint primary key);',
      migration: `begin;
        alter table invoice add column paid boolean;
        alter table customer add column name text;
        commit;`,
    },
  ],
  good: [
    {
      given: 'create table invoice (id bigint primary key);',
      migration: `begin;
        alter table invoice rename to bill;
        alter table bill add column paid boolean;
        commit;`,
    },
    {
      given: 'create table invoice (id bigint primary key); create table customer (id bigint primary key);',
      migration: `alter table invoice add column paid boolean;
        alter table customer add column name text;`,
    },
    {
      given: 'create table invoice (id bigint primary key);',
      migration: `begin;
        alter table invoice add column paid boolean;
        alter table invoice alter column paid set default false;
        commit;`,
    },
    {
      given: 'create table invoice (id bigint primary key);',
      migration: `begin;
        alter table invoice add column paid boolean;
        create table draft (id bigint);
        commit;`,
    },
  ],

  check({ effects }, context) {
    const changes = context.transaction?.changes ?? [];
    // A table that the transaction has renamed is still listed under its old name.
    const isRenamed = (table: string): boolean =>
      changes.some((change) => change.kind === 'rename table' && change.relation === table);
    const held = blocking(context.transaction).filter((table) => !isRenamed(table));
    const taken = heldAtLeast(effects, context, 'ShareRowExclusiveLock').filter(
      (relation) => !held.includes(relation) && context.kinship(relation, held) !== 'same tree',
    );
    if (context.reportedBefore || held.length === 0 || taken.length === 0) return null;
    return `This waits for ${named(taken)} with ${named(held)} locked.`;
  },
});
