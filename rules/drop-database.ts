import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'drop-database',
  severity: 'error',
  lock: null,
  work: null,
  why: 'Every table of the database is gone, and no transaction brings it back.',
  fix: 'Leave databases to whoever runs the server; a migration works inside one.',
  source: 'https://www.postgresql.org/docs/18/sql-dropdatabase.html',

  bad: [
    { given, migration: 'drop database shop;' },
    { given, migration: 'drop database if exists shop with (force);' },
  ],
  good: [{ given, migration: 'create database shop;' }],

  check: ({ kind }) => (kind === 'DROP DATABASE' ? 'A whole database goes with this.' : null),
});
