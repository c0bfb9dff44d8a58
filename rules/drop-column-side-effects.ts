import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, number text unique, note text, total numeric);
  create index invoice_customer_id on invoice (customer_id, id);
  create index invoice_note on invoice (note);`;

export default defineRule({
  id: 'drop-column-side-effects',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Keys, indexes and constraints over the column go with it without a word, and with them the queries and the guarantees that need them.',
  fix: 'Drop them by name first, and make what is still needed of them over the other columns.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN',
  about: ['drop column'],

  bad: [
    { given, migration: `alter table invoice drop column customer_id;` },
    { given, migration: `alter table invoice drop column number;` },
  ],
  good: [
    { given, migration: `alter table invoice drop column note;` },
    { given, migration: `alter table invoice drop column total;` },
    { given, migration: `alter table invoice drop constraint invoice_number_key, drop column number;` },
  ],

  check(statement, context) {
    const dropped = statement.changes
      .filter(({ kind }) => kind === 'drop constraint')
      .map(({ name }) => name);
    for (const { relation, name } of exposed(statement, context, 'drop column')) {
      const gone = context.goneWithColumn(relation, name).filter((other) => !dropped.includes(other));
      if (gone.length > 0) return `With \`${name}\` of ${named([relation])} PostgreSQL drops ${named(gone)}.`;
    }
    return null;
  },
});
