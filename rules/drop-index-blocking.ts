import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create index invoice_customer on invoice (customer_id);`;

export default defineRule({
  id: 'drop-index-blocking',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Reads and writes of the table wait, first for every running query and then for the drop.',
  fix: 'Write `DROP INDEX CONCURRENTLY`, outside a transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-dropindex.html',
  about: ['drop index'],

  bad: [
    {
      given,
      migration: `drop index invoice_customer;`,
    },
  ],
  good: [
    {
      given,
      migration: `drop index concurrently invoice_customer;`,
    },
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        create index draft_customer on draft (customer_id);
        drop index draft_customer;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop index').filter(({ concurrently }) => !concurrently);
    if (!change || change.effects.indexLocks.length === 0) return null;
    const table = change.relation === '' ? 'its table' : named([change.relation]);
    return `Dropping \`${change.name}\` takes ${table} away from readers and writers.`;
  },

  rewrite(draft) {
    if (draft.says('CASCADE')) return 'DROP INDEX CONCURRENTLY has no CASCADE';
    const others = `DROP INDEX CONCURRENTLY${draft.says('IF EXISTS') ? ' IF EXISTS' : ''}`;
    return { edits: [draft.behind(['INDEX'], 'CONCURRENTLY'), ...draft.split(others)], alone: true };
  },
});
