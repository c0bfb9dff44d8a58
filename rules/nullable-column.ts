import { defineRule, ownTables } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'nullable-column',
  severity: 'warning',
  optIn: true,
  late: ['create table'],
  lock: null,
  work: null,
  why: 'Every reader has to tell "unknown" from "empty", and comparisons with a null are neither true nor false.',
  fix: 'Write `NOT NULL`, with a default where there is one.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL',

  bad: [{ given, migration: `create table draft (id bigint primary key, note text);` }],
  good: [
    { given, migration: `create table draft (id bigint primary key, note text not null);` },
    { given, migration: `alter table invoice add column paid boolean;` },
    { given, migration: `create table draft (id bigint); alter table draft alter column id set not null;` },
  ],

  check(statement, context) {
    const [made] = ownTables(statement);
    const column = statement
      .columns()
      .find(({ name, notNull }) => !notNull && made && context.isNullable(made.relation, name));
    return column ? `\`${column.name}\` may be null.` : null;
  },
});
