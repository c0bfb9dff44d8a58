import { expect, test } from 'bun:test';
import { SqlError } from '../sql/error.ts';
import { hintOnRefusal } from './refused-hint.ts';

const hintOf = (sqlState: string, message: string, hint?: string): string =>
  hintOnRefusal(new SqlError(message, { sqlState, sql: '', ...(hint === undefined ? {} : { hint }) })) ?? '';

test.each([
  ['42704', 'type "citext" does not exist', 'CREATE EXTENSION citext '],
  ['42704', 'type "extensions.vector" does not exist', 'CREATE EXTENSION vector '],
  ['42704', 'type "public.geometry" does not exist', 'extension postgis, which'],
  ['42704', 'access method "hnsw" does not exist', 'CREATE EXTENSION vector '],
  [
    '42704',
    'operator class "gin_trgm_ops" does not exist for access method "gin"',
    'CREATE EXTENSION pg_trgm ',
  ],
  [
    '42704',
    'data type uuid has no default operator class for access method "gist"',
    'CREATE EXTENSION btree_gist ',
  ],
  ['42704', 'language "plpython3u" does not exist', 'extension plpython3u, which'],
  ['42883', 'function uuid_generate_v4() does not exist', 'CREATE EXTENSION "uuid-ossp" '],
  ['42883', 'function uuid_generate_v7() does not exist', 'CREATE EXTENSION pg_uuidv7 '],
  ['42883', 'function public.st_area(public.geometry) does not exist', 'extension postgis, which'],
  ['3F000', 'schema "cron" does not exist', 'extension pg_cron, which'],
  ['0A000', 'extension "timescaledb" is not available', 'extension timescaledb, which'],
])('%s %s names the extension', (state, message, said) => {
  expect(hintOf(state, message, 'No function matches.')).toContain(said);
});

test.each([
  ['42601', 'syntax error at or near "citext"', 'syntax'],
  ['42703', 'column "citext" does not exist', 'a column or a table'],
  ['42P01', 'relation "geometry" does not exist', 'a column or a table'],
  ['42704', 'role "vector" does not exist', ''],
  ['42704', 'type "statsu" does not exist', 'Check how it is spelled'],
  ['42883', 'function frobnicate(citext) does not exist', 'Check how it is spelled'],
  ['42883', 'function auth.uid() does not exist', 'Check how it is spelled'],
  ['3F000', 'schema "auth" does not exist', 'Check how it is spelled'],
  ['42804', 'column "a" is of type integer but expression is of type text', ''],
  ['23505', 'could not create unique index "hstore"', ''],
])('%s %s has nothing to do with extensions', (state, message, said) => {
  const hint = hintOf(state, message);
  expect(hint).not.toContain('extension');
  expect(hint).toContain(said);
  if (said === '') expect(hint).toBe('');
});

test('PostgreSQL’s own hint comes before ours', () => {
  expect(hintOf('42703', 'column "naem" does not exist', 'Perhaps you meant "name".')).toBe(
    'Perhaps you meant "name".',
  );
});
