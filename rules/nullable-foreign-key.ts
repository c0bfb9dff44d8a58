import { defineRule, named } from '../src/check/rule.ts';

const given = `create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);`;

export default defineRule({
  id: 'nullable-foreign-key',
  severity: 'warning',
  optIn: true,
  late: ['add foreign key', 'declare constraint'],
  lock: null,
  work: null,
  why: 'A row without a value refers to nothing and is never checked.',
  fix: 'Make the column NOT NULL where every row has to refer to one.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK',

  bad: [
    { given, migration: `create table draft (customer_id bigint references customer);` },
    {
      given,
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer not valid;`,
    },
  ],
  good: [
    {
      given:
        'create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint not null);',
      migration: `alter table invoice add constraint k foreign key (customer_id) references customer not valid;`,
    },
  ],

  check({ changes }, context) {
    for (const { relation, columns } of changes) {
      const nullable = columns.filter((column) => context.isNullable(relation, column));
      if (nullable.length > 0) return `${named(nullable)} of ${named([relation])} may be null.`;
    }
    return null;
  },
});
