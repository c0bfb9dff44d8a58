import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-timestamptz',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The value names no moment: every reader takes it to be in a time zone of its own.',
  fix: 'Write `timestamptz`.',
  source: 'https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-TIMEZONES',

  bad: [
    { given, migration: `create table draft (at timestamp);` },
    { given, migration: `create table draft (at timestamp(3) without time zone);` },
    { given, migration: `alter table invoice add column at timestamp;` },
  ],
  good: [
    { given, migration: `create table draft (at timestamptz);` },
    { given, migration: `create table draft (at timestamp with time zone);` },
  ],

  check({ columns }) {
    const column = columns().find(({ type }) => type === 'timestamp');
    return column ? `\`${column.name}\` says no time zone.` : null;
  },
});
