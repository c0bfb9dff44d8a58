import { defineRule, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'table-rewrite',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew.',
  fix: 'Make a new table that is as wanted, copy the rows in batches and switch over.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',

  bad: [{ given, migration: 'alter table invoice set unlogged;' }],
  good: [
    { given, migration: 'alter table invoice set logged;' },
    { given, migration: 'create table draft (id bigint primary key); alter table draft set unlogged;' },
  ],

  check({ kind, changes }, context) {
    if (!/^ALTER (?:TABLE|TYPE)$/.test(kind)) return null;
    const others = changes.filter((change) => change.kind === 'other');
    const tables = visibleToOthers(
      others.flatMap(({ effects }) => effects.rewrites),
      context,
    );
    return tables.length > 0
      ? `${subject(tables, 'refuses')} reads and writes while every row is written anew.`
      : null;
  },
});
