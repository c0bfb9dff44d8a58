import { defineRule } from '../src/locks/rule.ts';

const given = `
  create table customer (id bigint primary key);
  create table invoice (id bigint primary key, customer_id bigint references customer, note text);
  create view noted as select note from invoice;
  create materialized view report as select id from invoice;
  create table event (id bigint, day date) partition by range (day);
  create table event_rest partition of event default;`;

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
  ],
  good: [
    { given, migration: 'drop view noted; alter table invoice drop column note;' },
    { given, migration: 'drop table customer cascade;' },
    { given, migration: 'refresh materialized view report;' },
    { given, migration: 'create index on event (id);' },
  ],

  // Names that are not there, or there already, are left out: a history often lacks what a program has run.
  check({ kind, effects }, { major }) {
    switch (effects.failsWith) {
      case '0A000':
        return `PostgreSQL cannot do this to what is there, and stops with 0A000.`;
      case '2BP01':
        return 'Something else depends on what this would drop: PostgreSQL stops with 2BP01.';
      case '42601':
        return `PostgreSQL ${major} does not know this form of ${kind}, and stops with 42601.`;
      case '42P16':
      case '55000':
        return `What is there does not allow this ${kind}: PostgreSQL stops with ${effects.failsWith}.`;
      default:
        return null;
    }
  },
});
