import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'rename-table',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  late: ['rename table'],
  why: 'Queries of the running application that use the old name fail.',
  fix: 'Rename the table and create a view with its old name in the same transaction; drop the view when nothing uses it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME',

  bad: [
    {
      given,
      migration: `alter table invoice rename to bill;`,
    },
    {
      given: `${given} create view paid as select id from invoice;`,
      migration: 'alter view paid rename to settled;',
    },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft rename to bill;`,
    },
    {
      given,
      migration: `begin;
        alter table invoice rename to bill;
        create view invoice as select * from bill;
        commit;`,
    },
    {
      given,
      migration: `begin;
        create table draft (id bigint primary key);
        alter table invoice rename to bill;
        alter table draft rename to invoice;
        commit;`,
    },
  ],

  check(statement, context) {
    const change = exposed(statement, context, 'rename table').find(
      ({ relation }) => !context.exists(relation),
    );
    return change ? `${named([change.relation])} no longer answers to its name.` : null;
  },
});
