import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'name-needs-quotes',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Whoever writes the name without quotes means another one: PostgreSQL folds it to lower case.',
  fix: 'Write names in lower case, with underscores.',
  source: 'https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS',

  bad: [
    { given, migration: `create table "Draft" (id bigint);` },
    { given, migration: `alter table invoice add column "paidAt" timestamptz;` },
    { given, migration: `create index "by-note" on invoice (note);` },
  ],
  good: [
    { given, migration: `create table Draft (id bigint);` },
    { given, migration: `alter table invoice add column paid_at timestamptz;` },
  ],

  check({ quotedNames }) {
    const [name] = quotedNames();
    return name === undefined ? null : `\`${name}\` must stand in quotes wherever it is used.`;
  },
});
