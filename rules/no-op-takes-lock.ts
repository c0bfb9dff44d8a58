import { defineRule, heldAtLeast, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create index invoice_customer on invoice (customer_id);`;

export default defineRule({
  id: 'no-op-takes-lock',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'The statement changes nothing, and waits for its lock and holds up everybody behind it all the same.',
  fix: 'Leave the statement out, or look first and run it only where there is something to do.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES',

  bad: [
    { given, migration: `alter table invoice add column if not exists note text;` },
    { given, migration: `create index if not exists invoice_customer on invoice (customer_id);` },
    { given, migration: `alter table invoice alter column note type varchar(20);` },
    { given, migration: `alter table invoice alter column id set not null;` },
  ],
  good: [
    { given, migration: `alter table invoice add column if not exists paid boolean;` },
    { given, migration: `alter table invoice drop column if exists note;` },
    {
      given,
      migration: `create index concurrently if not exists invoice_customer on invoice (customer_id);`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add column if not exists id bigint;`,
    },
  ],

  check({ effects, changes }, context) {
    if (changes.length === 0 || !changes.every(({ flags }) => flags.includes('nothing changes'))) return null;
    const tables = heldAtLeast(effects, context, 'ShareLock');
    return tables.length > 0 ? `This locks ${named(tables)}, and what it asks for is so already.` : null;
  },
});
