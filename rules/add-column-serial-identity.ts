import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-column-serial-identity',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew: every row gets its own number.',
  fix: 'Add a plain column, number new rows by a sequence as its default, then the old ones in batches.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['add column'],

  bad: [
    { given, migration: `alter table invoice add column number bigserial;` },
    { given, migration: `alter table invoice add column number bigint generated always as identity;` },
  ],
  good: [
    { given, migration: `alter table invoice add column number bigint;` },
    {
      given,
      migration: `create table draft (note text);
        alter table draft add column number bigserial;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add column').filter(
      ({ effects, flags }) =>
        flags.includes('numbered') && visibleToOthers(effects.rewrites, context).length > 0,
    );
    return change
      ? `${subject(change.effects.rewrites, 'refuses')} reads and writes while every row gets its own \`${change.name}\`.`
      : null;
  },
});
