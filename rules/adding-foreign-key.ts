import { defineRule, exposed, named, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create table customer (id bigint primary key);
  insert into customer select n from generate_series(1, 9) n;`;

export default defineRule({
  id: 'adding-foreign-key',
  severity: 'error',
  lock: 'ShareRowExclusiveLock',
  work: 'reads every row',
  why: 'Writes to both tables wait while every existing row is checked.',
  fix: 'Add the key `NOT VALID`, then `VALIDATE CONSTRAINT` in a later transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['add foreign key'],

  bad: [
    {
      given,
      migration: `alter table invoice add constraint invoice_customer foreign key (customer_id) references customer (id);`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint invoice_customer foreign key (customer_id) references customer (id) not valid;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft add foreign key (customer_id) references customer (id);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add foreign key').filter(
      ({ notValid, effects }) => !notValid && effects.scans.length > 0,
    );
    if (!change) return null;
    const tables = visibleToOthers(
      change.effects.locks.map(({ relation }) => relation),
      context,
    );
    return `${subject(tables, 'refuses')} writes until every row of ${named([change.relation])} is checked.`;
  },

  rewrite: (draft) => draft.validatedLater('foreign key'),
});
