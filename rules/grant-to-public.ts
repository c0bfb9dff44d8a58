import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key);`;

export default defineRule({
  id: 'grant-to-public',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Every role of the database gets the right, those that will be made later too.',
  fix: 'Grant it to the roles that need it.',
  source: 'https://www.postgresql.org/docs/18/sql-grant.html',
  about: ['grant to public'],

  bad: [
    { given, migration: `grant select on invoice to public;` },
    { given, migration: `grant all on all tables in schema public to public;` },
  ],
  good: [
    { given, migration: `grant select on invoice to current_user;` },
    { given, migration: `grant usage on schema public to public;` },
    { given, migration: `revoke all on invoice from public;` },
    { given, migration: `create table draft (id bigint); grant select on draft to public;` },
  ],

  check(statement, context) {
    const [open] = exposed(statement, context, 'grant to public');
    if (!open) return null;
    const what = open.relation ? ` on ${named([open.relation])}` : '';
    return `Everybody gets ${open.name}${what}.`;
  },
});
