import { defineRule, named, ownTables } from '../src/check/rule.ts';

export default defineRule({
  id: 'table-without-primary-key',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  late: ['create table'],
  until: 'end of history',
  why: 'Nothing tells two equal rows apart: logical replication cannot update or delete them, and neither can a person.',
  fix: 'Declare a primary key: `bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY` where no other column is one.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS',

  bad: [{ given: '', migration: `create table invoice (number text, total numeric);` }],
  good: [
    { given: '', migration: `create table invoice (number text primary key);` },
    {
      given: '',
      migration: `create table invoice (number text);
        alter table invoice add primary key (number);`,
    },
    { given: '', migration: `create temporary table invoice (number text);` },
    {
      given: 'create table event (id bigint) partition by range (id);',
      migration: `create table event_1 partition of event for values from (1) to (9);`,
    },
  ],

  check(statement, context) {
    const bare = ownTables(statement).find(
      ({ relation }) => context.exists(relation) && !context.hasPrimaryKey(relation),
    );
    return bare ? `${named([bare.relation])} has no primary key.` : null;
  },
});
