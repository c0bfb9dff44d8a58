import { defineRule } from '../src/check/rule.ts';

const given = `
  create table customer (id bigint primary key);
  create table invoice (id bigint primary key, customer_id bigint references customer, note text);
  create view noted as select note from invoice;
  create materialized view report as select id from invoice;
  create table event (id bigint, day date) partition by range (day);
  create table event_rest partition of event default;`;

const SAID: Readonly<Record<string, string>> = {
  '0A000': 'This cannot be done to what is there:',
  '22023': 'An option is none of its kind:',
  '2BP01': 'Something else depends on what this would drop:',
  '42804': 'The types do not fit together:',
  '42809': 'What is named is of another kind:',
  '42830': 'The columns that the key refers to are not unique together:',
  '42P16': 'What is there does not allow this:',
  '42P17': 'What is there does not allow this:',
  '55000': 'What is there does not allow this:',
};

const NAMES: Readonly<Record<string, string>> = {
  '42701': 'A column of that name is there already:',
  '42703': 'There is no such column:',
  '42704': 'There is nothing of that name:',
  '42710': 'Something of that name is there already:',
  '42P01': 'There is no such table:',
  '42P07': 'Something of that name is there already:',
};

export default defineRule({
  id: 'will-fail',
  severity: 'error',
  lock: null,
  work: null,
  why: 'PostgreSQL refuses the statement whatever the rows are, and the migration stops there.',
  fix: 'Look up the SQLSTATE, and change first what stands in the way.',
  source: 'https://www.postgresql.org/docs/18/errcodes-appendix.html',

  bad: [
    { given, migration: 'alter table invoice alter column note type varchar(20);', fails: '0A000' },
    { given, migration: 'create index concurrently on event (id);', fails: '0A000' },
    { given, migration: 'alter table invoice drop column note;', fails: '2BP01' },
    { given, migration: 'drop table customer;', fails: '2BP01' },
    { given, migration: 'refresh materialized view concurrently report;', fails: '55000' },
    { given, migration: 'alter table event detach partition event_rest concurrently;', fails: '55000' },
    { given, migration: 'alter table invoice alter column id drop not null;', fails: '42P16' },
    { given, migration: 'alter table invoice add column note text;', fails: '42701' },
    { given, migration: 'alter table invoice drop column nope;', fails: '42703' },
    { given, migration: 'alter table noted add constraint c check (true);', fails: '42809' },
    { given, migration: 'create table line (note text references invoice (note));', fails: '42830' },
  ],
  good: [
    { given, migration: 'drop view noted; alter table invoice drop column note;' },
    { given, migration: 'drop table customer cascade;' },
    { given, migration: 'refresh materialized view report;' },
    { given, migration: 'create index on event (id);' },
  ],

  // Without a base, much of what programs created is not known: a name that is missing, or that exists already, is
  // then no finding.
  check({ kind, effects: { failsWith } }, { major, isDescribed }) {
    if (failsWith === null) return null;
    const said = SAID[failsWith];
    if (said) return `${said} PostgreSQL stops with ${failsWith}.`;
    if (failsWith === '42601')
      return `PostgreSQL ${major} does not know this form of ${kind}, and stops with 42601.`;
    const name = NAMES[failsWith];
    return isDescribed && name ? `${name} PostgreSQL stops with ${failsWith}.` : null;
  },
});
