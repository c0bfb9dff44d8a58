import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'integer-primary-key',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The key runs out of numbers after 2,147,483,647 rows, and a wider one rewrites this table and all that refer to it.',
  fix: 'Write `bigint`.',
  source: 'https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT',

  bad: [
    { given, migration: `create table draft (id int primary key);` },
    { given, migration: `create table draft (id serial, primary key (id));` },
  ],
  good: [
    { given, migration: `create table draft (id bigint primary key);` },
    { given, migration: `create table draft (code text primary key, count int);` },
  ],

  check({ columns }) {
    const column = columns().find(
      ({ type, primaryKey }) => primaryKey && /^(?:int[24]|(?:small)?serial[24]?)$/.test(type),
    );
    return column ? `The key \`${column.name}\` runs out of numbers.` : null;
  },
});
