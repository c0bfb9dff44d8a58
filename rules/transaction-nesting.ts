import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'transaction-nesting',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'PostgreSQL has no transactions in transactions: the first COMMIT ends the only one, and what follows is on its own.',
  fix: 'Keep one BEGIN and one COMMIT around what belongs together, and none where the migration runner has its own.',
  source: 'https://www.postgresql.org/docs/18/sql-begin.html#SQL-BEGIN-NOTES',

  bad: [
    { given, migration: 'begin; begin; insert into invoice values (1); commit;' },
    { given, migration: 'insert into invoice values (1); commit;' },
  ],
  good: [
    { given, migration: 'begin; insert into invoice values (1); commit; begin; rollback;' },
    { given, migration: 'begin; savepoint s; insert into invoice values (1); release s; commit;' },
  ],

  check({ kind }, { transaction, fileIsTransaction }) {
    const begins = kind === 'BEGIN' || kind === 'START TRANSACTION';
    if (begins && transaction && !transaction.implicit)
      return 'A transaction is open already, and this begins no other.';
    return kind === 'COMMIT' && !transaction && !fileIsTransaction
      ? 'No transaction is open here: what came before is committed already.'
      : null;
  },
});
