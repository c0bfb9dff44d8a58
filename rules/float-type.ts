import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'float-type',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Decimal fractions are stored as the nearest binary ones: sums of amounts go wrong.',
  fix: 'Write `numeric` where the value must be exact.',
  source: 'https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-FLOAT',

  bad: [
    { given, migration: `create table draft (total real);` },
    { given, migration: `create table draft (total double precision);` },
  ],
  good: [{ given, migration: `create table draft (total numeric(12, 2));` }],

  check({ columns }) {
    const column = columns().find(({ type }) => /^float[48]$/.test(type));
    return column ? `\`${column.name}\` is not exact.` : null;
  },
});
