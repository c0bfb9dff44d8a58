import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'rename-column',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Queries of the running application that use the old name fail.',
  fix: 'Add a column of the new name, keep both in step while the application switches, then drop the old one.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME',
  about: ['rename column'],

  bad: [
    {
      given,
      migration: `alter table invoice rename column note to remark;`,
    },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft rename column note to remark;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'rename column');
    return change ? `\`${change.name}\` of ${named([change.relation])} no longer answers to its name.` : null;
  },
});
