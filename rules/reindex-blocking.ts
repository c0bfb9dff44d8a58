import { defineRule, heldAtLeast, subject } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'reindex-blocking',
  severity: 'error',
  lock: 'ShareLock',
  work: 'reads every row',
  why: 'Writes to the table wait while its indexes are built anew, and so do reads that need one of them.',
  fix: 'Write `REINDEX … CONCURRENTLY`, outside a transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-reindex.html#SQL-REINDEX-CONCURRENTLY',
  about: ['reindex'],

  bad: [
    { given, migration: 'reindex table invoice;' },
    { given, migration: 'reindex index invoice_pkey;' },
  ],
  good: [{ given, migration: 'reindex table concurrently invoice;' }],

  check(statement, context) {
    const { effects, changes } = statement;
    if (!changes.some(({ kind, concurrently }) => kind === 'reindex' && !concurrently)) return null;
    const tables = heldAtLeast(effects, context, 'ShareLock');
    if (tables.length > 0) return `${subject(tables, 'refuses')} writes until the indexes are built.`;
    const isUnseen = effects.locks.length === 0 && effects.indexLocks.length + effects.unknown.length > 0;
    return isUnseen ? 'The table behind it refuses writes until its indexes are built.' : null;
  },

  rewrite(draft) {
    if (draft.says('SYSTEM')) return 'REINDEX SYSTEM has no CONCURRENTLY';
    const edit = draft.behind(['INDEX', 'TABLE', 'SCHEMA', 'DATABASE'], 'CONCURRENTLY');
    return { edits: [edit], alone: true };
  },
});
