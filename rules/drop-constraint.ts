import { defineRule, exposed, named, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table customer (id bigint primary key);
  create table invoice (
    id bigint constraint invoice_key primary key,
    customer_id bigint constraint invoice_customer references customer,
    number text constraint invoice_number unique,
    note text constraint invoice_note check (note <> ''));`;

// Names that PostgreSQL itself gives to keys: a guess for tables that nothing describes.
const GIVEN_NAME = /_(?:pkey|fkey|key)$/;

export default defineRule({
  id: 'drop-constraint',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes wait on both tables of a foreign key; with a key its index is gone, and with it the queries and upserts that need it.',
  fix: 'Set a short `lock_timeout` and drop nothing else in that transaction; make the index that queries still need first.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-CONSTRAINT',
  about: ['drop constraint'],

  bad: [
    { given, migration: 'alter table invoice drop constraint invoice_customer;' },
    { given, migration: 'alter table invoice drop constraint invoice_number;' },
    { given, migration: 'alter table invoice drop constraint invoice_key;' },
  ],
  good: [
    { given, migration: 'alter table invoice drop constraint invoice_note;' },
    {
      given,
      migration: `create table draft (id bigint constraint draft_key primary key);
        alter table draft drop constraint draft_key;`,
    },
  ],

  check(statement, context) {
    for (const { relation, name, constraint, effects } of exposed(statement, context, 'drop constraint')) {
      const others = visibleToOthers(
        effects.locks.filter(({ mode }) => mode === 'AccessExclusiveLock').map((lock) => lock.relation),
        context,
      ).filter((other) => other !== relation);
      if (constraint === 'foreign key' && others.length > 0)
        return `${subject(others, 'refuses')} reads and writes as well while \`${name}\` of ${named([relation])} is dropped.`;
      if (constraint === 'primary key' || constraint === 'unique')
        return `The index behind \`${name}\` of ${named([relation])} is gone with it.`;
      if (constraint === null && !context.isKnown(relation) && GIVEN_NAME.test(name))
        return `By its name \`${name}\` of ${named([relation])} is a key: an index is gone with it, or a second table is locked.`;
    }
    return null;
  },
});
