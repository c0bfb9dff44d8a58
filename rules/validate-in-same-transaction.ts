import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'validate-in-same-transaction',
  severity: 'error',
  lock: null,
  work: null,
  why: 'The scan runs under the strong lock of the statement that added the constraint, which `NOT VALID` was meant to avoid.',
  fix: 'Commit after adding the constraint, and validate it in a transaction of its own.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT',
  about: ['validate constraint'],

  bad: [
    {
      given,
      migration: `begin;
        alter table invoice add constraint invoice_note check (note <> '') not valid;
        alter table invoice validate constraint invoice_note;
        commit;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint invoice_note check (note <> '') not valid;
        alter table invoice validate constraint invoice_note;`,
    },
  ],

  check(statement, context) {
    const added = context.transaction?.changes ?? [];
    const [change] = exposed(statement, context, 'validate constraint').filter(({ relation, name }) =>
      [...added, ...statement.changes].some(
        (earlier) => earlier.notValid && earlier.relation === relation && earlier.name === name,
      ),
    );
    return change
      ? `${named([change.relation])} stays locked from adding \`${change.name}\` until every row is checked.`
      : null;
  },

  rewrite: (draft) => draft.validatedApart(),
});
