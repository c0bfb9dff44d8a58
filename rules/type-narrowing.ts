import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20), total numeric(10,2));
  insert into invoice select n, n, 'x', 1 from generate_series(1, 9) n;`;

export default defineRule({
  id: 'type-narrowing',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Values that the new type cannot hold stop the migration, or are cut off where USING casts them.',
  fix: 'Count the values that do not fit before, and keep the wider type where there may be any.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE',
  about: ['alter column type'],

  bad: [
    { given, migration: `alter table invoice alter column note type varchar(10);` },
    { given, migration: `alter table invoice alter column customer_id type int;` },
    { given, migration: `alter table invoice alter column total type numeric(8,2);` },
  ],
  good: [
    { given, migration: `alter table invoice alter column note type varchar(40);` },
    { given, migration: `alter table invoice alter column total type numeric(12,2);` },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft alter column id type int;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'alter column type').filter(
      ({ effects, flags }) => flags.includes('narrows') && effects.rewrites.length > 0,
    );
    return change
      ? `\`${change.name}\` of ${named([change.relation])} may hold values that do not fit.`
      : null;
  },
});
