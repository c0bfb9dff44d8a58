import { defineRule, exposed, named, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table ledger (id bigint not null, entry bigint);
  insert into ledger select n, n from generate_series(1, 9) n;
  create unique index ledger_id on ledger (id);
  create unique index ledger_entry on ledger (entry);`;

export default defineRule({
  id: 'add-primary-key-blocking',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'reads every row',
  why: 'Reads and writes wait while the index behind the key is built and every row is searched for a null.',
  fix: 'Prove the columns NOT NULL, build the index with `CREATE UNIQUE INDEX CONCURRENTLY`, then `ADD PRIMARY KEY USING INDEX`.',
  source:
    'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  about: ['add primary key'],

  bad: [
    {
      given,
      migration: `alter table ledger add primary key (id);`,
    },
    {
      given,
      migration: `alter table ledger add primary key using index ledger_entry;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table ledger add primary key using index ledger_id;`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add primary key (id);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add primary key').filter(
      ({ effects }) => visibleToOthers(effects.scans, context).length > 0,
    );
    if (!change) return null;
    const work = change.usesIndex ? 'every row is searched for a null' : 'the index is built';
    return `${named([change.relation])} refuses reads and writes until ${work}.`;
  },

  rewrite: (draft) => draft.keyFromIndex('primary key'),
});
