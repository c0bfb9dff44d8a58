import { defineRule, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create domain amount as numeric;
  create table invoice (id bigint primary key, total amount);
  insert into invoice select n, n from generate_series(1, 9) n;`;

export default defineRule({
  id: 'domain-constraint-scan',
  severity: 'error',
  lock: 'ShareLock',
  work: 'reads every row',
  why: 'Writes to every table that uses the domain wait while all their rows are checked.',
  fix: 'Add the constraint `NOT VALID`, or write it as a `CHECK … NOT VALID` on each table and validate those.',
  source: 'https://www.postgresql.org/docs/18/sql-alterdomain.html',

  bad: [
    { given, migration: 'alter domain amount add constraint positive check (value > 0);' },
    { given, migration: 'alter domain amount set not null;' },
  ],
  good: [
    { given, migration: 'alter domain amount add constraint positive check (value > 0) not valid;' },
    { given, migration: 'alter domain amount set default 0;' },
  ],

  check({ kind, effects }, context) {
    if (kind !== 'ALTER DOMAIN') return null;
    const tables = visibleToOthers(effects.scans, context);
    if (tables.length > 0) return `${subject(tables, 'refuses')} writes until every row is checked.`;
    return effects.unknown.length > 0
      ? 'Every table that uses the domain refuses writes until its rows are checked.'
      : null;
  },
});
