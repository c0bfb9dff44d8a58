import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'uncommitted-transaction',
  severity: 'error',
  lock: null,
  work: null,
  late: ['begin transaction'],
  why: 'Everything after BEGIN is rolled back when the connection ends, or keeps its locks for as long as it stays.',
  fix: 'Write `COMMIT` at the end of the file, or leave out `BEGIN` where the migration runner has its own.',
  source: 'https://www.postgresql.org/docs/18/sql-begin.html',

  bad: [
    { given, migration: 'begin; insert into invoice values (1);' },
    { given, migration: 'begin; commit; start transaction; insert into invoice values (1);' },
  ],
  good: [
    { given, migration: 'begin; insert into invoice values (1); commit;' },
    { given, migration: 'begin; insert into invoice values (1); rollback;' },
    { given, migration: 'begin; insert into invoice values (1); savepoint s; rollback to s; end;' },
  ],

  // A runner that puts the file into a transaction commits what the file leaves open.
  check(_, { isLeftOpen, fileIsTransaction }) {
    return isLeftOpen && !fileIsTransaction ? 'Nothing in the file commits this transaction.' : null;
  },
});
