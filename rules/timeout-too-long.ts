import { defineRule, keptFromWriters, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

// The default lock_timeout_limit of strong_migrations, the only tool compared that has such a limit.
const LONGEST_MS = 10_000;

export default defineRule({
  id: 'timeout-too-long',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'As long as a statement may wait for its lock, everybody behind it waits as well.',
  fix: "Write `SET lock_timeout = '2s'` and run the file again when it gives up.",
  source: 'https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-LOCK-TIMEOUT',

  bad: [
    {
      given,
      migration: `set lock_timeout = '1min';
        alter table invoice add column paid boolean;`,
    },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = '5s';
        alter table invoice add column paid boolean;`,
    },
    {
      given,
      migration: `set lock_timeout = 0;
        create index concurrently invoice_note on invoice (note);`,
    },
  ],

  check(statement, context) {
    const limitMs = context.lockTimeoutMs ?? 0;
    if (limitMs <= LONGEST_MS || context.reportedBefore) return null;
    const tables = keptFromWriters(statement, context);
    return tables.length > 0
      ? `This may wait ${limitMs / 1000} seconds for ${named(tables)}, and everybody behind it too.`
      : null;
  },
});
