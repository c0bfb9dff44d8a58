import { defineRule, exposed, heldAtLeast, subject } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'lock-table',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Everything that conflicts with the mode waits to the end of the transaction, whatever its other statements need.',
  fix: 'Leave the lock to the statement that needs one, or name the weakest mode that does: `LOCK TABLE … IN SHARE UPDATE EXCLUSIVE MODE`.',
  source: 'https://www.postgresql.org/docs/18/sql-lock.html',
  about: ['lock table'],

  bad: [{ given, migration: 'lock table invoice;' }],
  good: [
    { given, migration: 'begin; lock table invoice in share update exclusive mode; commit;' },
    { given, migration: 'begin; create table draft (id bigint); lock table draft; commit;' },
  ],

  check(statement, context) {
    if (exposed(statement, context, 'lock table').length === 0) return null;
    const tables = heldAtLeast(statement.effects, context, 'ShareLock');
    return tables.length > 0 ? `${subject(tables, 'is')} locked until the transaction ends.` : null;
  },
});
