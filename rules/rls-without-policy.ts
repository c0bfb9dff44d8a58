import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key);`;

export default defineRule({
  id: 'rls-without-policy',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  late: ['enable row security'],
  until: 'end of history',
  why: 'From then on everybody but the owner sees no row and writes none, without an error.',
  fix: 'Write `CREATE POLICY` before it in the same transaction.',
  source: 'https://www.postgresql.org/docs/18/ddl-rowsecurity.html',

  bad: [{ given, migration: `alter table invoice enable row level security;` }],
  good: [
    {
      given,
      migration: `begin;
        create policy own on invoice using (true);
        alter table invoice enable row level security;
        commit;`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft enable row level security;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'enable row security').filter(
      ({ relation }) => !context.hasPolicy(relation),
    );
    return change ? `${named([change.relation])} has no policy that lets anybody in.` : null;
  },
});
