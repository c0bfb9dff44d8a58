import { defineRule, named } from '../src/check/rule.ts';

const given = `create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);`;

export default defineRule({
  id: 'cascading-foreign-key',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'One deleted row takes any number of others with it, and its transaction holds their locks.',
  fix: 'Delete the referencing rows by a statement of their own, in batches.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK',

  bad: [
    { given, migration: `create table draft (customer_id bigint references customer on delete cascade);` },
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer on delete cascade not valid;`,
    },
  ],
  good: [
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer not valid;`,
    },
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer on delete restrict not valid;`,
    },
  ],

  check({ changes }) {
    const key = changes.find(({ flags }) => flags.includes('on delete cascade'));
    return key ? `Deleting what ${named([key.relation])} refers to deletes its rows too.` : null;
  },
});
