import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-column-generated-stored',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew: the value is worked out for every row.',
  fix: 'Make it `VIRTUAL` on PostgreSQL 18 if no index is to be on it, or fill a plain column in batches and by a trigger.',
  source: 'https://www.postgresql.org/docs/18/ddl-generated-columns.html',
  about: ['add column'],

  bad: [
    { given, migration: `alter table invoice add column twice bigint generated always as (id * 2) stored;` },
  ],
  good: [
    { given, migration: `alter table invoice add column twice bigint generated always as (id * 2) virtual;` },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add column twice bigint generated always as (id * 2) stored;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add column').filter(
      ({ effects, flags }) =>
        flags.includes('stored') && visibleToOthers(effects.rewrites, context).length > 0,
    );
    return change
      ? `${subject(change.effects.rewrites, 'refuses')} reads and writes while every row is given its \`${change.name}\`.`
      : null;
  },
});
