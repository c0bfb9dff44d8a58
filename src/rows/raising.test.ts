import { beforeAll, expect, test } from 'bun:test';
import { loadParserForTests } from '../testing.ts';
import { type Expression, readExpression } from './expression.ts';
import { outcome, RAISED, scopeOf } from './rules.ts';

beforeAll(loadParserForTests);

function read(sql: string): Expression {
  const expression = readExpression(sql);
  if ('unsupported' in expression) throw new Error(expression.unsupported);
  return expression;
}

test.each([
  ["tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid", false],
  ["owner = current_user AND status <> 'gone'", false],
  ["status::text = 'open'", false],
  ["written_at > now() - interval '1 day'", false],
  ["tenant_id = current_setting('app.tenant_id')::uuid", true],
  ["tenant = current_setting('app.tenant')", true],
  ["tenant = current_setting('app.tenant', false)", true],
  ["tenant_id = current_setting('app.tenant_id', true)::uuid", true],
  ["tenant_id = nullif(current_setting('app.tenant_id'), '')::uuid", true],
  ["tenant_id = nullif(current_setting('app.tenant_id', true), 'x')::uuid", true],
  ['10 / parts > 1', true],
  ['10 % parts > 1', true],
  ['mod(10, parts) > 1', true],
  ['raw::int > 0', true],
  ["tags = current_setting('app.tags', true)::text[]", true],
])('%s may raise: %p', (sql, raises) => {
  expect(read(sql).mayRaise).toBe(raises);
});

test.each([
  ["current_setting('a.b') = 'x'", {}],
  ["current_setting('a.b', true)::uuid IS NULL", { 'a.b': '' }],
  ["current_setting('a.b', true)::int > 0", { 'a.b': 'seven' }],
  ["current_setting('a.b', true)::int > 0", { 'a.b': '1.5' }],
  ["current_setting('a.b', true)::bigint > 0", { 'a.b': '1e5' }],
  ["current_setting('a.b', true)::boolean", { 'a.b': ' ' }],
  ['1 / 0 > 1', {}],
  ['NOT (1 % 0 = 1)', {}],
])('%s raises under %p', (sql, settings) => {
  expect(outcome(read(sql), scopeOf(new Map(), new Map(Object.entries(settings))))).toBe(RAISED);
});

test.each([
  ["current_setting('a.b', true)::int = -7", ' -7 '],
  ["current_setting('a.b', true)::numeric = 1.5", '1.5'],
  ["current_setting('a.b', true)::numeric = 100000", '1e5'],
])('%s is worked out under %p', (sql, setting) => {
  expect(outcome(read(sql), scopeOf(new Map(), new Map([['a.b', setting]])))).toBe(true);
});
