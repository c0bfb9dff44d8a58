import { expect, test } from 'bun:test';
import { SqlError } from '../sql/error.ts';
import { hintOnRefusal } from './refused-hint.ts';

const hintOf = (sqlState: string, message: string, hint?: string): string =>
  hintOnRefusal(new SqlError(message, { sqlState, sql: '', ...(hint === undefined ? {} : { hint }) })) ?? '';

test.each([
  ['42704', 'type "citext" does not exist'],
  ['42704', 'type "public.geometry" does not exist'],
  ['42704', 'access method "hnsw" does not exist'],
  ['42704', 'operator class "gin_trgm_ops" does not exist for access method "gin"'],
  ['42883', 'function uuid_generate_v4() does not exist'],
])('%s %s comes from an extension', (state, message) => {
  expect(hintOf(state, message, 'No function matches.')).toContain('comes from an extension');
});

test.each([
  ['42601', 'syntax error at or near "citext"', 'syntax'],
  ['42703', 'column "citext" does not exist', 'a column or a table'],
  ['42P01', 'relation "geometry" does not exist', 'a column or a table'],
  ['42704', 'role "vector" does not exist', ''],
  ['42704', 'type "statsu" does not exist', 'Check how it is spelled'],
  ['42883', 'function frobnicate() does not exist', 'Check how it is spelled'],
  ['42804', 'column "a" is of type integer but expression is of type text', ''],
  ['23505', 'could not create unique index "hstore"', ''],
])('%s %s does not', (state, message, said) => {
  const hint = hintOf(state, message);
  expect(hint).not.toContain('comes from an extension');
  expect(hint).toContain(said);
  if (said === '') expect(hint).toBe('');
});

test('PostgreSQL’s own hint comes before ours', () => {
  expect(hintOf('42703', 'column "naem" does not exist', 'Perhaps you meant "name".')).toBe(
    'Perhaps you meant "name".',
  );
});
