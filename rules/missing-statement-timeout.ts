import { defineRule, keptFromWriters, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'missing-statement-timeout',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Nothing stops a statement that holds a strong lock for longer than anybody expected.',
  fix: 'Write `SET statement_timeout` before it, and set it to 0 again before a concurrent build or a validation.',
  source: 'https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-STATEMENT-TIMEOUT',

  bad: [{ given, migration: `alter table invoice add column paid boolean;` }],
  good: [
    {
      given,
      migration: `set statement_timeout = '30s';
        alter table invoice add column paid boolean;`,
    },
    { given, migration: `create index concurrently invoice_note on invoice (note);` },
    { given, migration: `create table draft (id bigint);` },
  ],

  check(statement, context) {
    if ((context.statementTimeoutMs ?? 0) > 0 || context.reportedBefore) return null;
    const tables = keptFromWriters(statement, context);
    return tables.length > 0 ? `Nothing limits how long this holds ${named(tables)}.` : null;
  },
});
