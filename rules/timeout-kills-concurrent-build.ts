import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'timeout-kills-concurrent-build',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'When the timeout strikes, an invalid index is left behind that slows every write and helps no query.',
  fix: 'Write `SET lock_timeout = 0` and `SET statement_timeout = 0` before a concurrent build.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  about: ['create index', 'reindex'],

  bad: [
    {
      given,
      migration: `set statement_timeout = '30s';
        create index concurrently invoice_customer on invoice (customer_id);`,
    },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = 0;
        set statement_timeout = 0;
        create index concurrently invoice_customer on invoice (customer_id);`,
    },
    {
      given,
      migration: `create index concurrently invoice_customer on invoice (customer_id);`,
    },
  ],

  check(statement, context) {
    const builds = statement.changes.some(
      ({ kind, concurrently }) => concurrently && (kind === 'create index' || kind === 'reindex'),
    );
    const limits = [context.lockTimeoutMs, context.statementTimeoutMs].filter(
      (limit) => limit !== null && limit > 0,
    );
    return builds && limits.length > 0 ? 'A timeout is set that can stop this build half way.' : null;
  },

  rewrite(draft, _, { lockTimeoutMs, statementTimeoutMs }) {
    const set = [
      ...((lockTimeoutMs ?? 0) > 0 ? ['lock_timeout'] : []),
      ...((statementTimeoutMs ?? 0) > 0 ? ['statement_timeout'] : []),
    ];
    return {
      before: set.map((name) => draft.set(name, '0')),
      restored: set.map((name) => draft.set(name)),
    };
  },
});
