import { blocking, defineRule, named, subject } from '../src/locks/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'statement-after-strong-lock',
  severity: 'error',
  lock: null,
  work: null,
  why: 'Whoever needs the locked table waits for this statement as well, not only for the one that took the lock.',
  fix: 'Commit first, and run the long statement in a transaction of its own.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES',

  bad: [
    {
      given,
      migration: `begin;
        alter table invoice add column paid boolean;
        update invoice set paid = false;
        commit;`,
    },
  ],
  good: [
    {
      given,
      migration: `begin;
        alter table invoice add column paid boolean;
        commit;
        update invoice set paid = false;`,
    },
    {
      given,
      migration: `begin;
        alter table invoice add column paid boolean;
        alter table invoice alter column paid set default false;
        commit;`,
    },
  ],

  check({ kind, effects }, { transaction }) {
    const held = blocking(transaction);
    if (held.length === 0 || effects.scans.length + effects.rewrites.length === 0) return null;
    return `${subject(held, 'stays')} locked while this ${kind} works through ${named([...new Set([...effects.scans, ...effects.rewrites])])}.`;
  },
});
