import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table ledger (id bigint not null); create unique index ledger_id on ledger (id);`;

export default defineRule({
  id: 'pk-on-nullable',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'If a column of the index takes nulls, ADD PRIMARY KEY makes it NOT NULL, and reads every row under ACCESS EXCLUSIVE to be sure.',
  fix: 'Prove the columns NOT NULL first: `CHECK … NOT VALID`, `VALIDATE CONSTRAINT`, `SET NOT NULL`.',
  source:
    'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  about: ['add primary key'],

  bad: [{ given: '', migration: `alter table ledger add primary key using index ledger_id;` }],
  good: [{ given, migration: `alter table ledger add primary key using index ledger_id;` }],

  // Columns that are known to take nulls are reported by add-primary-key-blocking.
  check(statement, context) {
    const [change] = exposed(statement, context, 'add primary key').filter(
      ({ usesIndex, effects }) => usesIndex && effects.scans.length === 0 && effects.unknown.length > 0,
    );
    return change ? `Whether the key of ${named([change.relation])} may be null is not known here.` : null;
  },
});
