import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = 'create schema archive; create table invoice (id bigint primary key);';

export default defineRule({
  id: 'set-schema',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Queries of the running application that use the old name fail, unless its search_path has both schemas.',
  fix: 'Move the table and create a view with its old name in the same transaction; drop the view when nothing uses it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-SCHEMA',
  about: ['set schema'],

  bad: [{ given, migration: 'alter table invoice set schema archive;' }],
  good: [{ given, migration: 'create table draft (id bigint); alter table draft set schema archive;' }],

  check(statement, context) {
    const [change] = exposed(statement, context, 'set schema');
    return change && change.effects.locks.length > 0
      ? `${named([change.relation])} no longer answers to its name.`
      : null;
  },
});
