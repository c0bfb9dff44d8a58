import { defineRule } from '../src/check/rule.ts';

const given = `
  create type state as enum ('new', 'paid');
  create table invoice (id bigint primary key, state state);`;

export default defineRule({
  id: 'enum-value-used-in-transaction',
  severity: 'error',
  lock: null,
  work: null,
  why: 'PostgreSQL refuses a value that its own transaction has added, and the migration stops there.',
  fix: 'Commit first: put what uses the value into a file of its own.',
  source: 'https://www.postgresql.org/docs/18/sql-altertype.html#SQL-ALTERTYPE-NOTES',

  bad: [
    {
      given,
      migration: `begin; alter type state add value 'void'; insert into invoice values (1, 'void'); commit;`,
      fails: '55P04',
    },
    {
      given,
      migration: `begin;
        alter type state add value 'void';
        alter table invoice alter column state set default 'void';
        commit;`,
      fails: '55P04',
    },
  ],
  good: [
    { given, migration: `alter type state add value 'void'; insert into invoice values (1, 'void');` },
    {
      given,
      migration: `begin; alter type state add value 'void'; insert into invoice values (1, 'paid'); commit;`,
    },
    {
      given,
      migration: `begin;
        create type mood as enum ('a');
        alter type mood add value 'b';
        create table m (mood mood default 'b');
        commit;`,
    },
  ],

  check(statement, { transaction }) {
    const earlier = transaction?.changes ?? [];
    const made = earlier.filter(({ kind }) => kind === 'create type').map(({ relation }) => relation);
    const added = earlier.find(
      ({ kind, relation, name }) =>
        kind === 'add enum value' && !made.includes(relation) && statement.mentions(name),
    );
    return added ? `\`${added.name}\` was added in this transaction, which cannot use it yet.` : null;
  },
});
