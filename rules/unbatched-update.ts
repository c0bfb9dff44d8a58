import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, paid boolean);
  insert into invoice select n from generate_series(1, 9) n;`;

export default defineRule({
  id: 'unbatched-update',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Every row stays locked to the end of the transaction, each one is written twice, and replicas fall behind.',
  fix: 'Write a few thousand rows at a time by a range of the key, each batch in a transaction of its own.',
  source: 'https://www.postgresql.org/docs/18/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
  about: ['write every row'],

  bad: [
    { given, migration: 'update invoice set paid = false;' },
    { given, migration: 'update invoice set paid = false where paid is null;' },
    { given, migration: 'delete from invoice;' },
  ],
  good: [
    { given, migration: 'update invoice set paid = false where id between 1 and 5000 and paid is null;' },
    { given, migration: 'create table draft (id bigint); update draft set id = 1;' },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'write every row');
    return change ? `This ${statement.kind} goes through all of ${named([change.relation])} at once.` : null;
  },
});
