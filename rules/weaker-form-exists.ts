import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create index invoice_customer on invoice (customer_id);`;

export default defineRule({
  id: 'weaker-form-exists',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'ALTER TABLE takes ACCESS EXCLUSIVE on the index, which stops its queries; ALTER INDEX lets them go on.',
  fix: 'Write `ALTER INDEX … RENAME TO …`.',
  source: 'https://www.postgresql.org/docs/18/sql-alterindex.html',
  about: ['rename table'],

  bad: [{ given, migration: `alter table invoice_customer rename to invoice_by_customer;` }],
  good: [
    { given, migration: `alter index invoice_customer rename to invoice_by_customer;` },
    {
      given,
      migration: `create table draft (id bigint);
        create index draft_id on draft (id);
        alter table draft_id rename to d;`,
    },
  ],

  check(statement, context) {
    const index = exposed(statement, context, 'rename table').find(
      ({ relation }) => statement.kind === 'ALTER TABLE' && context.kindOf(relation) === 'index',
    );
    return index ? `${named([index.relation])} is an index, and is locked here like a table.` : null;
  },
});
