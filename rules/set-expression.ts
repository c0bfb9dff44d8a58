import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, twice bigint generated always as (id * 2) stored);
  insert into invoice (id) select n from generate_series(1, 9) n;`;

export default defineRule({
  id: 'set-expression',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the generated column is worked out anew for every row.',
  fix: 'Add a second generated column or fill a plain one in batches, and switch the application over.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-EXPRESSION',
  about: ['set expression'],

  bad: [{ given, migration: `alter table invoice alter column twice set expression as (id * 3);` }],
  good: [{ given, migration: `alter table invoice alter column twice drop expression;` }],

  check(statement, context) {
    const [change] = exposed(statement, context, 'set expression').filter(
      ({ effects }) => visibleToOthers(effects.rewrites, context).length > 0,
    );
    return change
      ? `${subject(change.effects.rewrites, 'refuses')} reads and writes while \`${change.name}\` is worked out for every row.`
      : null;
  },
});
