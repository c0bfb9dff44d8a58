import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-bigint',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The column runs out of numbers after 2,147,483,647, and a wider type rewrites the table.',
  fix: 'Write `bigint`.',
  source: 'https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT',

  bad: [
    { given, migration: `create table draft (id int);` },
    { given, migration: `create table draft (ids serial);` },
    { given, migration: `create table draft (counts int[]);` },
    { given, migration: `alter table invoice add column number int;` },
  ],
  good: [
    { given, migration: `create table draft (id bigint);` },
    { given, migration: `create table draft (id bigserial);` },
    { given, migration: `create table draft (id smallint);` },
  ],

  check({ columns }) {
    const column = columns().find(({ type }) => /^(?:int4|serial4?)$/.test(type));
    return column ? `\`${column.name}\` holds numbers up to 2,147,483,647.` : null;
  },
});
