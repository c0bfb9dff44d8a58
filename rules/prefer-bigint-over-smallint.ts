import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-bigint-over-smallint',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The column runs out of numbers after 32,767, and alignment gives most of the saved bytes back.',
  fix: 'Write `bigint`, or `int` where the values are few.',
  source: 'https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT',

  bad: [
    { given, migration: `create table draft (id smallint);` },
    { given, migration: `create table draft (id smallserial);` },
    { given, migration: `create table draft (ids int2[]);` },
  ],
  good: [
    { given, migration: `create table draft (id bigint);` },
    { given, migration: `create table draft (id int);` },
  ],

  check({ columns }) {
    const column = columns().find(({ type }) => /^(?:int2|smallserial|serial2)$/.test(type));
    return column ? `\`${column.name}\` holds numbers up to 32,767.` : null;
  },
});
