import { defineRule, subject } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'require-table-schema',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Which table is meant depends on `search_path` of whoever runs the file.',
  fix: 'Write the schema before the name.',
  source: 'https://www.postgresql.org/docs/18/ddl-schemas.html#DDL-SCHEMAS-PATH',

  bad: [
    { given, migration: `create table draft (id bigint);` },
    { given, migration: `alter table invoice add column paid boolean;` },
    { given, migration: `drop table invoice;` },
    { given, migration: `create index on invoice (note);` },
  ],
  good: [
    { given, migration: `create table public.draft (id bigint);` },
    { given, migration: `alter table public.invoice add column paid boolean;` },
    { given, migration: `create temporary table draft (id bigint);` },
    { given, migration: `create table public.copy as select 1 as one;` },
  ],

  check({ unqualified }) {
    const names = unqualified();
    return names.length > 0 ? `${subject(names, 'stands')} here without a schema.` : null;
  },
});
