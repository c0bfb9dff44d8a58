import { defineRule, exposed, type RuleContext, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

// A constraint that is validated right before counts as the proof, when an earlier migration made it and nothing
// describes the table.
const isProven = (relation: string, { earlier, isKnown }: RuleContext): boolean =>
  !isKnown(relation) &&
  earlier.some(
    ({ kind, relation: table, name }) =>
      kind === 'validate constraint' &&
      table === relation &&
      !earlier.some((other) => other.kind.startsWith('add ') && other.name === name),
  );

export default defineRule({
  id: 'set-not-null-scan',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes wait while every row is searched for a null.',
  fix: 'From PostgreSQL 18 on add `NOT NULL column NOT VALID`, before that `CHECK (column IS NOT NULL) NOT VALID`; validate it in a later transaction, and `SET NOT NULL` reads no rows then.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  about: ['add not null', 'set not null'],

  bad: [
    {
      given,
      migration: `alter table invoice alter column note set not null;`,
    },
  ],
  good: [
    {
      given: '',
      migration: `alter table invoice validate constraint has_note;
        alter table invoice alter column note set not null;`,
    },
    {
      given: `create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  alter table invoice add constraint has_note check (note is not null);`,
      migration: `alter table invoice alter column note set not null;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft alter column note set not null;`,
    },
  ],

  check(statement, context) {
    const changes = [
      ...exposed(statement, context, 'set not null'),
      ...exposed(statement, context, 'add not null'),
    ];
    const [change] = changes.filter(
      ({ relation, effects }) =>
        visibleToOthers(effects.scans, context).length > 0 && !isProven(relation, context),
    );
    return change
      ? `${subject(change.effects.scans, 'refuses')} reads and writes until every row is searched for a null.`
      : null;
  },

  rewrite: (draft) => draft.provenNotNull(),
});
