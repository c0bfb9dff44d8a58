import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'adding-check',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes wait while every existing row is checked.',
  fix: 'Add the constraint `NOT VALID`, then `VALIDATE CONSTRAINT` in a later transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['add check'],

  bad: [
    {
      given,
      migration: `alter table invoice add constraint invoice_note check (note <> '');`,
    },
    {
      given: `${given} alter table invoice add constraint invoice_note check (note <> '');`,
      migration: `alter table invoice drop constraint invoice_note, add constraint invoice_note check (note <> 'y');`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint invoice_note check (note <> '') not valid;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft add check (note <> '');`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add check').filter(
      ({ notValid, effects }) => !notValid && effects.scans.length > 0,
    );
    return change ? `${named([change.relation])} refuses reads and writes until every row is checked.` : null;
  },

  rewrite: (draft) => draft.validatedLater('check'),
});
