import { beforeAll, expect, test } from 'bun:test';
import { loadParserForTests } from '../testing.ts';
import { inCarriedVersion } from './carried-version.ts';
import { readScript } from './script.ts';

beforeAll(loadParserForTests);

const run = (sql: string): string | null => {
  const [statement] = readScript(sql).statements;
  if (!statement) throw new Error(`${sql} holds no statement`);
  return inCarriedVersion(statement, sql);
};

test.each([
  ["create extension citext version '1.5'", 'CREATE EXTENSION citext'],
  ['create extension citext', 'CREATE EXTENSION citext'],
  [
    `create extension if not exists "uuid-ossp" with schema "Ext" version '1.0' cascade`,
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA "Ext" CASCADE',
  ],
])('%s runs as %s', (sql, expected) => {
  expect(run(sql)).toBe(expected);
});

test.each([["alter extension citext update to '1.6'"], ['alter extension citext update']])(
  '%s has nothing to do',
  (sql) => {
    expect(run(sql)).toBeNull();
  },
);

test.each([
  ["create extension postgis version '3.4'"],
  ["alter extension postgis update to '3.5'"],
  ['alter extension citext set schema s'],
  ['alter extension citext add table t'],
  ['drop extension citext'],
  ['create table citext (a integer)'],
])('%s stays as it is', (sql) => {
  expect(run(sql)).toBe(sql);
});
