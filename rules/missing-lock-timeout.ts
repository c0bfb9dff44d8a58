import { defineRule, keptFromWriters, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'missing-lock-timeout',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Behind one long query this statement waits without end, and everything that needs the table queues up behind it.',
  fix: "Begin the file with `SET lock_timeout = '2s'` and run it again when it gives up.",
  source: 'https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-LOCK-TIMEOUT',

  bad: [
    {
      given,
      migration: `alter table invoice add column paid boolean;`,
    },
    { given, migration: `vacuum full invoice;` },
    { given, migration: `set lock_timeout = 0; alter table invoice add column paid boolean;` },
    {
      given,
      migration: `set lock_timeout = '2s'; reset lock_timeout; alter table invoice add column paid boolean;`,
    },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = '2s';
        alter table invoice add column paid boolean;`,
    },
    {
      given,
      migration: `create index concurrently invoice_customer on invoice (customer_id);`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);`,
    },
  ],

  check(statement, context) {
    if ((context.lockTimeoutMs ?? 0) > 0 || context.reportedBefore) return null;
    const tables = keptFromWriters(statement, context);
    return tables.length > 0 ? `Nothing limits how long this waits for ${named(tables)}.` : null;
  },

  rewrite: (draft, _, { fileIsTransaction }) => ({
    ahead: [draft.set('lock_timeout', "'2s'", fileIsTransaction)],
  }),
});
