import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'alter-column-type',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew.',
  fix: 'Add a column of the new type, fill it in batches, switch the application over, then drop the old one.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['alter column type'],

  bad: [
    {
      given,
      migration: `alter table invoice alter column customer_id type text;`,
    },
    {
      given,
      migration: `alter table invoice alter column note type varchar(10);`,
    },
    {
      given: `create type place as (zip int);
  create table shop of place;
  insert into shop values (1);`,
      migration: `alter type place alter attribute zip type bigint cascade;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice alter column note type varchar(40);`,
    },
    {
      given,
      migration: `alter table invoice alter column note type text;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft alter column id type int;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'alter column type').filter(
      ({ effects }) => visibleToOthers([...effects.rewrites, ...effects.scans], context).length > 0,
    );
    if (!change) return null;
    const rewritten = visibleToOthers(change.effects.rewrites, context);
    const work = rewritten.length > 0 ? 'is written anew' : 'is read to rebuild what depends on it';
    const tables = rewritten.length > 0 ? rewritten : visibleToOthers(change.effects.scans, context);
    return `${subject(tables, 'refuses')} reads and writes while every row ${work}.`;
  },
});
