import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'prefer-not-null-not-valid',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The check is a detour that has to be dropped again: since PostgreSQL 18 NOT NULL itself can be added without a scan.',
  fix: 'Write `ADD CONSTRAINT … NOT NULL … NOT VALID`, then validate that.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT',
  about: ['add check'],

  bad: [{ given, migration: `alter table invoice add constraint c check (note is not null) not valid;` }],
  good: [
    { given, migration: `alter table invoice add constraint c not null note not valid;` },
    { given, migration: `alter table invoice add constraint c check (note <> '') not valid;` },
  ],

  check({ changes }, context) {
    const [detour] = changes.filter(
      ({ kind, flags }) => kind === 'add check' && flags.includes('only not null'),
    );
    return detour && context.major >= 18 && !context.isNew(detour.relation)
      ? `A check of ${named([detour.relation])} says NOT NULL the long way.`
      : null;
  },
});
