import { defineRule, exposed, named, used } from '../src/locks/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'add-column-volatile-default',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew.',
  fix: 'Add the column without the default, `SET DEFAULT` for new rows, then fill the old ones in batches.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',

  bad: [
    {
      given,
      migration: `alter table invoice add column token uuid default gen_random_uuid();`,
    },
    {
      given,
      migration: `alter table invoice add column number bigserial;`,
      stays: true,
    },
    {
      given,
      migration: `alter table invoice add column twice bigint generated always as (id * 2) stored;`,
      stays: true,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add column made_at timestamptz default now();`,
    },
    {
      given,
      migration: `alter table invoice add column token uuid;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        alter table draft add column token uuid default gen_random_uuid();`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'add column').filter(
      ({ effects }) => used(effects.rewrites, context).length > 0,
    );
    if (!change) return null;
    return `${named(change.effects.rewrites)} refuses reads and writes while every row gets its own \`${change.name}\`.`;
  },

  rewrite: (draft) => draft.defaultForNewRows(),
});
