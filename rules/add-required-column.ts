import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-required-column',
  severity: 'error',
  lock: null,
  work: null,
  why: 'The statement fails as soon as the table has a row, and inserts of the running application fail after it.',
  fix: 'Give the column a constant default, or add it nullable, fill it and then require it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-COLUMN',
  about: ['add column'],

  bad: [
    {
      given,
      migration: `alter table invoice add column due_on date not null;`,
    },
    {
      given: `${given} create type serialized as enum ('a');`,
      migration: `alter table invoice add column state serialized not null;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add column due_on date not null default '2000-01-01';`,
    },
    {
      given,
      migration: `alter table invoice add column due_on date;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft add column due_on date not null;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add column').filter(({ required }) => required);
    return change ? `Rows of ${named([change.relation])} have nothing to put into \`${change.name}\`.` : null;
  },
});
