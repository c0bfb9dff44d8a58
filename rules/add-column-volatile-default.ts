import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

// Kinds of columns about which other rules say what to write instead.
const TOLD: readonly string[] = ['constrained domain', 'numbered', 'stored'];
const isTold = (flag: string): boolean => TOLD.includes(flag);

export default defineRule({
  id: 'add-column-volatile-default',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Reads and writes wait while the table and all its indexes are written anew.',
  fix: 'Add the column without the default, `SET DEFAULT` for new rows, then fill the old ones in batches.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  about: ['add column'],

  bad: [
    {
      given,
      migration: `alter table invoice add column token uuid default gen_random_uuid();`,
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
      ({ effects, flags }) => !flags.some(isTold) && visibleToOthers(effects.rewrites, context).length > 0,
    );
    if (!change) return null;
    return `${subject(change.effects.rewrites, 'refuses')} reads and writes while every row gets its own \`${change.name}\`.`;
  },

  rewrite: (draft) => draft.defaultForNewRows(),
});
