import { defineRule, named } from '../src/check/rule.ts';

const given = `create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);`;

export default defineRule({
  id: 'not-enforced-constraint',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Nothing checks the constraint, neither old rows nor new ones: it says what nobody holds to.',
  fix: 'Write `NOT VALID` and validate it later.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',

  bad: [{ given, migration: `alter table invoice add constraint positive check (id > 0) not enforced;` }],
  good: [{ given, migration: `alter table invoice add constraint positive check (id > 0) not valid;` }],

  check({ changes }) {
    const loose = changes.find(({ flags }) => flags.includes('not enforced'));
    return loose ? `Nothing holds rows of ${named([loose.relation])} to a constraint of theirs.` : null;
  },
});
