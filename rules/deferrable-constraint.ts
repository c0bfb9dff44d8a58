import { defineRule, named } from '../src/check/rule.ts';

const given = `create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);`;

export default defineRule({
  id: 'deferrable-constraint',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'An error comes at the commit, far from the statement that caused it, and ALTER TABLE is refused until then.',
  fix: 'Leave out `DEFERRABLE` unless rows must refer to each other in a circle.',
  source: 'https://www.postgresql.org/docs/18/sql-set-constraints.html',

  bad: [
    { given, migration: `create table draft (customer_id bigint references customer deferrable);` },
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer deferrable initially deferred not valid;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer not valid;`,
    },
  ],

  check({ changes }) {
    const late = changes.find(({ flags }) => flags.includes('deferrable'));
    return late ? `This constraint of ${named([late.relation])} may be checked as late as the commit.` : null;
  },
});
