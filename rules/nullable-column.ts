import { defineRule } from '../src/locks/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'nullable-column',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Every reader has to tell "unknown" from "empty", and comparisons with a null are neither true nor false.',
  fix: 'Write `NOT NULL`, with a default where there is one.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL',

  bad: [{ given, migration: `create table draft (id bigint primary key, note text);` }],
  good: [
    { given, migration: `create table draft (id bigint primary key, note text not null);` },
    { given, migration: `alter table invoice add column paid boolean;` },
  ],

  check({ kind, columns }) {
    if (kind !== 'CREATE TABLE') return null;
    const column = columns().find(({ notNull }) => !notNull);
    return column ? `\`${column.name}\` may be null.` : null;
  },
});
