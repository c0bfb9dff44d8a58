import { defineRule, heldAtLeast, named } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key, paid boolean);';

export default defineRule({
  id: 'lock-upgrade',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'A session that waits for a row written here, and holds the table as every query does, makes a deadlock with this statement.',
  fix: 'Write the rows in a transaction of their own, or take the strong lock first.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-DEADLOCKS',

  bad: [
    {
      given,
      migration: `begin;
        update invoice set paid = false where id = 1;
        alter table invoice alter column paid set default false;
        commit;`,
    },
  ],
  good: [
    {
      given,
      migration: `update invoice set paid = false where id = 1;
        alter table invoice alter column paid set default false;`,
    },
    {
      given,
      migration: `begin;
        alter table invoice alter column paid set default false;
        update invoice set paid = false where id = 1;
        commit;`,
    },
  ],

  check({ effects }, context) {
    const upgraded = heldAtLeast(effects, context, 'ShareLock').filter((relation) =>
      /^Row/.test(context.transaction?.held.get(relation) ?? ''),
    );
    return upgraded.length > 0
      ? `This transaction holds rows of ${named(upgraded)}, and now waits for everybody who uses it.`
      : null;
  },
});
