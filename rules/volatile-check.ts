import { defineRule, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, at timestamptz);`;

export default defineRule({
  id: 'volatile-check',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'A check that gives another answer tomorrow lets rows stand that a restored dump will refuse.',
  fix: 'Compare with columns of the row; write the moment into one where it matters.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS',

  bad: [{ given, migration: `alter table invoice add constraint c check (at < now()) not valid;` }],
  good: [{ given, migration: `alter table invoice add constraint c check (at > '2020-01-01') not valid;` }],

  check({ changes }) {
    const check = changes.find(({ flags }) => flags.includes('reads the clock'));
    return check ? `A check of ${named([check.relation])} depends on when it is asked.` : null;
  },
});
