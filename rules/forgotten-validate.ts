import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'forgotten-validate',
  severity: 'warning',
  lock: null,
  work: null,
  late: ['add check', 'add foreign key', 'add not null'],
  until: 'end of history',
  why: 'New rows are checked and old ones never were, so nothing may rely on the constraint: neither the planner nor a reader.',
  fix: 'Write `VALIDATE CONSTRAINT` in a later transaction, in this file or the next.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT',

  bad: [
    { given, migration: `alter table invoice add constraint invoice_note check (note <> '') not valid;` },
    { given, migration: `alter table invoice add check (note <> '') not valid;` },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint invoice_note check (note <> '') not valid;
        alter table invoice validate constraint invoice_note;`,
    },
    {
      given,
      migration: `alter table invoice add constraint invoice_note check (note <> '') not valid;
        alter table invoice drop constraint invoice_note;`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add check (id > 0) not valid;`,
    },
  ],

  check({ changes }, context) {
    for (const { kind, relation, name, notValid } of changes) {
      if (!notValid || context.isOfThisFile(relation)) continue;
      const open = context
        .unvalidated(relation)
        .find((constraint) => (name ? constraint.name === name : `add ${constraint.kind}` === kind));
      if (open) return `Nothing that was read validates \`${open.name}\` of ${named([relation])}.`;
    }
    return null;
  },
});
