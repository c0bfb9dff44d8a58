import { defineRule, exposed, named, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create domain amount as numeric check (value > 0);
  create domain plain as numeric;`;

export default defineRule({
  id: 'add-column-constrained-domain',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew: a domain that checks its values is checked for every row.',
  fix: 'Add the column with the base type, then the check as `CHECK … NOT VALID`, and validate it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['add column'],

  bad: [{ given, migration: `alter table invoice add column total amount;` }],
  good: [
    { given, migration: `alter table invoice add column total plain;` },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add column total amount;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add column').filter(
      ({ effects, flags }) =>
        flags.includes('constrained domain') && visibleToOthers(effects.rewrites, context).length > 0,
    );
    return change
      ? `${named([change.relation])} refuses reads and writes while the domain is checked row by row.`
      : null;
  },
});
