import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

const CHECKS_ROWS: readonly string[] = [
  'add check',
  'add exclude',
  'add foreign key',
  'add not null',
  'add primary key',
  'add unique',
  'set not null',
  'validate constraint',
];

export default defineRule({
  id: 'data-dependent-failure',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Whether the statement succeeds depends on the rows that are there: one that does not fit stops the migration, or leaves an invalid index.',
  fix: 'Count the rows that do not fit before the migration runs, and mend them.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html',

  bad: [
    { given, migration: `create unique index concurrently invoice_note on invoice (note);` },
    { given, migration: `alter table invoice alter column note set not null;` },
    { given, migration: `alter table invoice add check (note <> '');` },
  ],
  good: [
    { given, migration: `create index concurrently invoice_note on invoice (note);` },
    { given, migration: `alter table invoice add column code text unique;` },
    {
      given: `${given} alter table invoice add check (note is not null);`,
      migration: `alter table invoice alter column note set not null;`,
    },
    { given, migration: `alter table invoice add check (note <> '') not valid;` },
    {
      given,
      migration: `create table draft (id bigint);
        create unique index on draft (id);`,
    },
  ],

  check({ changes }, context) {
    const change = changes.find(
      ({ kind, relation, effects, flags, notValid, usesIndex }) =>
        (CHECKS_ROWS.includes(kind) || flags.includes('unique')) &&
        effects.scans.length > 0 &&
        !notValid &&
        !usesIndex &&
        // A new column holds no values yet that could violate its check.
        !flags.some((flag) => flag === 'nothing changes' || flag === 'at column') &&
        !context.isNew(relation),
    );
    return change ? `Rows of ${named([change.relation])} that do not fit stop this.` : null;
  },
});
