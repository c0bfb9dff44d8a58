import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'prefer-robust-statements',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Outside a transaction what ran before a failure stays, and a second run of the file stops at this statement.',
  fix: 'Write `IF EXISTS` or `IF NOT EXISTS`, or put the file into a transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',

  bad: [
    {
      given,
      migration: `create table draft (id bigint);
        create table other (id bigint);`,
    },
    { given, migration: `create index concurrently invoice_note on invoice (note);` },
    {
      given,
      migration: `select 1;
        alter table invoice drop column note;`,
    },
  ],
  good: [
    {
      given,
      migration: `create table if not exists draft (id bigint);
        select 1;`,
    },
    {
      given,
      migration: `begin;
        create table draft (id bigint);
        commit;`,
    },
    { given, migration: `create table draft (id bigint);` },
    {
      given,
      migration: `alter table invoice drop constraint if exists c;
        alter table invoice add constraint c check (id > 0) not valid;`,
    },
    {
      given,
      migration: `drop table if exists draft;
        create table draft (id bigint);`,
    },
  ],

  check({ changes, failsAgain }, context) {
    const { transaction, fileIsTransaction, isAlone, earlier } = context;
    const isConcurrent = changes.some(({ concurrently }) => concurrently);
    // A single statement succeeds or fails as a whole, unless it is concurrent.
    if (transaction || fileIsTransaction || (isAlone && !isConcurrent) || !failsAgain()) return null;
    const isCleared = changes.some(({ relation, name }) => {
      const last = earlier.findLast((other) =>
        name === '' ? other.relation === relation : other.name === name,
      );
      return last?.kind.startsWith('drop ') && last.flags.includes('if exists');
    });
    return isCleared ? null : 'A second run of the file stops here, or does this twice.';
  },
});
