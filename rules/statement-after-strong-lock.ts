import { blocking, defineRule, named, subject } from '../src/check/rule.ts';

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
    {
      given,
      migration: `begin;
        alter table invoice add column draft_id bigint;
        create table draft (id bigint primary key, invoice_id bigint);
        insert into draft select id, id from generate_series(1, 9) id;
        create index on draft (invoice_id);
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
    {
      given,
      migration: `begin;
        alter table invoice add column draft_id bigint;
        create table draft (id bigint primary key, invoice_id bigint);
        create index on draft (invoice_id);
        alter table draft add foreign key (invoice_id) references invoice;
        commit;`,
    },
  ],

  check({ kind, effects, changes }, { transaction, isEmpty }) {
    const held = blocking(transaction);
    if (held.length === 0 || !effects.transactional) return null;
    // A foreign key from a table without rows reads neither table.
    const isIdle = kind === 'ALTER TABLE' && changes.every(({ relation }) => isEmpty(relation));
    const worked = new Set([...effects.scans, ...effects.rewrites].filter((relation) => !isEmpty(relation)));
    if (worked.size === 0 || isIdle) return null;
    return `${subject(held, 'stays')} locked while this ${kind} works through ${named([...worked])}.`;
  },
});
