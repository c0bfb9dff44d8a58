import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-unique-blocking',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes wait while the index behind the constraint is built.',
  fix: 'Build the index with `CREATE UNIQUE INDEX CONCURRENTLY`, then `ADD CONSTRAINT … UNIQUE USING INDEX`.',
  source:
    'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  about: ['add unique'],

  bad: [
    {
      given,
      migration: `alter table invoice add constraint invoice_customer unique (customer_id);`,
    },
    { given, migration: `alter table invoice add unique (customer_id), add exclude (id with =);` },
  ],
  good: [
    {
      given: `create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create unique index invoice_customer on invoice (customer_id);`,
      migration: `alter table invoice add constraint invoice_customer unique using index invoice_customer;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft add unique (customer_id);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add unique').filter(
      ({ usesIndex, effects }) => !usesIndex && effects.scans.length > 0,
    );
    return change ? `${named([change.relation])} refuses reads and writes until the index is built.` : null;
  },

  rewrite: (draft) => draft.keyFromIndex('unique'),
});
