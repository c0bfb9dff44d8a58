import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key);
  create function stamp() returns trigger language plpgsql as 'begin return new; end';
  create trigger stamped before insert on invoice for each row execute function stamp();`;

export default defineRule({
  id: 'create-trigger-lock',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Writes wait for CREATE TRIGGER, and reads too for DROP TRIGGER; from then on every write runs the function, or no longer does.',
  fix: 'Set a short `lock_timeout`, and do nothing else in that transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-createtrigger.html',
  about: ['create trigger', 'drop trigger'],

  bad: [
    {
      given,
      migration: `create trigger checked before update on invoice for each row execute function stamp();`,
    },
    { given, migration: `drop trigger stamped on invoice;` },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = '2s';
        create trigger checked before update on invoice for each row execute function stamp();`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        create trigger checked before update on draft for each row execute function stamp();`,
    },
  ],

  check(statement, context) {
    if ((context.lockTimeoutMs ?? 0) > 0) return null;
    const [made] = exposed(statement, context, 'create trigger');
    if (made) return `${named([made.relation])} refuses writes while the trigger is made.`;
    const [dropped] = exposed(statement, context, 'drop trigger').filter(
      ({ effects }) => effects.locks.length > 0,
    );
    return dropped
      ? `${named([dropped.relation])} refuses reads and writes while the trigger is dropped.`
      : null;
  },
});
