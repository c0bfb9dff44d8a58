import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'drop-column',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Queries of the running application that name the column fail, and its values are gone.',
  fix: 'Deploy an application that does not use the column first, then drop it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN',
  about: ['drop column'],

  bad: [
    {
      given,
      migration: `alter table invoice drop column note;`,
    },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft drop column note;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop column');
    return change ? `\`${change.name}\` of ${named([change.relation])} and its values are gone.` : null;
  },
});
