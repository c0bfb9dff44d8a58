import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table booking (id bigint, at int4range);
  insert into booking select n, int4range(n, n + 1) from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-exclusion',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes wait while the index behind the constraint is built, and there is no concurrent way to build it.',
  fix: 'Make a new table with the constraint, copy the rows in batches and switch over.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-EXCLUDE',
  about: ['add exclude'],

  bad: [
    { given, migration: `alter table booking add constraint booking_taken exclude using gist (at with &&);` },
  ],
  good: [
    {
      given,
      migration: `create table draft (at int4range);
        alter table draft add exclude using gist (at with &&);`,
    },
    { given, migration: `create table draft (at int4range, exclude using gist (at with &&));` },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add exclude');
    return change ? `${named([change.relation])} refuses reads and writes until the index is built.` : null;
  },
});
