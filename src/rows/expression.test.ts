import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { loadParserForTests, openTestServer } from '../testing.ts';
import { readExpression } from './expression.ts';
import { answer, scopeOf } from './rules.ts';
import { literal, parseAs, type Value } from './value.ts';

let server: PGlite;
beforeAll(async () => {
  await loadParserForTests();
  server = await openTestServer();
  await server.exec("set timezone = 'UTC'");
});
afterAll(() => server.close());

const at = (kind: 'date' | 'timestamp' | 'time' | 'interval' | 'json' | 'bytes', text: string): Value =>
  parseAs(kind, text);
const list = (...items: readonly Value[]): Value => ({ kind: 'list', items });

/** Columns by name: their type, and the values that every expression is tried with, in turns. */
const COLUMNS: Readonly<Record<string, readonly [type: string, values: readonly Value[]]>> = {
  i: ['integer', [0, 1, -1, 7, 100, null]],
  k: ['integer', [1, 2, 7, null]],
  n: ['numeric', [0, 0.1, 0.3, -2.5, 99.99, null]],
  s: ['text', ['', 'a', 'abc', 'A-1', 'x@y.z', '💶', ' pad ', '12', null]],
  t: ['text', ['abc', 'ABC', '%', null]],
  b: ['boolean', [true, false, null]],
  d: ['date', [at('date', '2020-02-29'), at('date', '1999-12-31'), null]],
  e: ['date', [at('date', '2020-03-01'), null]],
  z: [
    'timestamptz',
    [at('timestamp', '2020-02-29 12:00:00+00'), at('timestamp', '2999-01-01 12:00:00+00'), null],
  ],
  h: ['time', [at('time', '09:00'), at('time', '17:30'), null]],
  v: ['interval', [at('interval', '14 days'), at('interval', '90 seconds'), null]],
  j: [
    'jsonb',
    [at('json', '{}'), at('json', '{"kind":"a","n":1}'), at('json', '[1,2]'), at('json', '"x"'), null],
  ],
  a: ['text[]', [list(), list('a'), list('a', 'b', 'c'), null]],
  y: ['bytea', [at('bytes', '\\x'), at('bytes', '\\x00ff'), null]],
};

const EXPRESSIONS = [
  ...[
    'i > 0',
    'i BETWEEN 0 AND 10',
    'i NOT BETWEEN k AND 10',
    'i IN (0, 7)',
    'i NOT IN (0, 7)',
    'i + k <= 8',
    'i * 2 - 1 > k',
  ],
  ...[
    'i % 2 = 1',
    '-i < k',
    'abs(i) = 1',
    'i = ANY (ARRAY[1, 7])',
    'i <> ALL (ARRAY[1, 7])',
    'greatest(i, k) > 5',
    'least(i, 3) < 1',
  ],
  ...[
    'i IS NULL OR k IS NOT NULL',
    'NOT (i > 0 AND k > 1)',
    '(i > 0) = (k > 1)',
    'i IS DISTINCT FROM k',
    'i IS NOT DISTINCT FROM k',
  ],
  ...[
    'coalesce(i, k, 0) > 0',
    'nullif(i, 0) IS NULL',
    'CASE WHEN i > 0 THEN k > 1 ELSE b END',
    'CASE i WHEN 0 THEN true WHEN 1 THEN b END',
  ],
  ...[
    'n + 0.2 = 0.3',
    'n >= 0',
    'n < 99.995',
    'n = i',
    'n * 10 = 3',
    'round(n, 1) = 0.3',
    'floor(n) = 99',
    'ceil(n) = 1',
    'sign(n) = -1',
  ],
  ...[
    "s = 'abc'",
    "s <> ''",
    "s LIKE '%@%'",
    "s LIKE 'a_c'",
    "s NOT LIKE '%b%'",
    "s ILIKE 'A%'",
    "s ~ '^[a-z]+$'",
    "s ~* '^a'",
    "s !~ '[0-9]'",
  ],
  ...[
    "s ~ '^[[:alpha:]]{1,3}$'",
    "s ~ '^\\d+$'",
    "s ~ 'a|x'",
    "s LIKE '\\%'",
    "t LIKE '\\%'",
    'length(s) > 2',
    'char_length(s) = 1',
    'octet_length(s) = 4',
  ],
  ...[
    'lower(t) = t',
    'upper(t) = t',
    "s || t = 'aabc'",
    "btrim(s) = 'pad'",
    'ltrim(s) <> s',
    "position('@' in s) > 1",
    "left(s, 1) = 'a'",
  ],
  ...[
    "substring(s from 1 for 2) = 'ab'",
    "starts_with(s, 'a')",
    "s IN ('a', 'abc')",
    "reverse(s) = 'cba'",
    "strpos(s, 'b') = 2",
    's::text IS NOT NULL',
  ],
  ...['b', 'NOT b', 'b IS TRUE', 'b IS NOT TRUE', 'b IS FALSE', 'b IS UNKNOWN', 'b AND i > 0', 'b OR i > 0'],
  ...[
    'd < e',
    "d > DATE '2000-01-01'",
    "d = '2020-02-29'",
    'e - d = 1',
    'd + 1 = e',
    'extract(year from d) = 2020',
    'extract(month from d) = 12',
  ],
  ...[
    'z > d',
    "z > '2020-01-01'",
    'z < now()',
    "z + interval '1 day' > now()",
    'z::date = d',
    "z - interval '1 hour' < z",
    'z <= CURRENT_TIMESTAMP',
  ],
  ...[
    "h >= '09:00'",
    "h < TIME '17:30'",
    "v > interval '1 minute'",
    "v = '14 days'",
    "v < interval '2 weeks 1 day'",
  ],
  ...[
    "jsonb_typeof(j) = 'object'",
    "j ? 'kind'",
    "j->>'kind' = 'a'",
    "(j->>'n')::int = 1",
    "j->'kind' IS NULL",
    "jsonb_typeof(j) IN ('array', 'string')",
  ],
  ...[
    "date_trunc('month', d) = d",
    "date_trunc('year', d) < d",
    'cardinality(a) > 0',
    "'a' = ANY (a)",
    "a @> ARRAY['a', 'b']",
    "a <@ ARRAY['a', 'b', 'c', 'd']",
    'array_length(a, 1) IS NULL',
    "a = '{}'",
  ],
  ...[
    'octet_length(y) = 2',
    'length(y) = 0',
    "y = '\\x00ff'",
    'num_nonnulls(i, s) = 1',
    'num_nulls(i, k) <= 1',
  ],
  ...[
    "current_setting('wesley.unset', true) IS NULL",
    "i::text = '7'",
    "s = '12' AND s::int = 12",
    'n::int = 100',
  ],
];

/** Rows that try every value of every column the expression reads, with every value of the others. */
function rowsFor(names: readonly string[]): readonly ReadonlyMap<string, Value>[] {
  let rows: ReadonlyMap<string, Value>[] = [new Map()];
  for (const name of names) {
    const values = COLUMNS[name]?.[1] ?? [];
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [name, value]])));
  }
  return rows;
}

test.each(EXPRESSIONS)('%s: the answers are PostgreSQL’s', async (sql) => {
  const expression = readExpression(sql);
  if ('unsupported' in expression) throw new Error(expression.unsupported);
  let decided = 0;
  for (const row of rowsFor(expression.columns)) {
    const value = answer(expression, scopeOf(row));
    if (value === undefined) continue;
    const columns = [...row].map(([name, cell]) => `${literal(cell)}::${COLUMNS[name]?.[0]} as ${name}`);
    const from = columns.length === 0 ? '' : ` from (select ${columns.join(', ')}) as row`;
    const { rows } = await server.query<{ holds: boolean | null }>(
      `select (${sql})::boolean as holds${from}`,
    );
    expect({ row: [...row], value }).toEqual({ row: [...row], value: rows[0]?.holds ?? null });
    decided++;
  }
  expect(decided).toBeGreaterThan(0);
});

test.each([
  ['i / 2 > 1', 'column'],
  ['i << 2 > 1', 'the operator << has no evaluator'],
  ['sqrt(i) > 1', 'sqrt() has no evaluator'],
  ['i > (select 1)', 'SubLink has no evaluator'],
  ['count(*) > 1', 'count() over many rows has no evaluator'],
  ["B'101' = s", 'a bit string has no evaluator'],
  ['i > ', 'syntax error'],
  ['i > 0; select 1', 'syntax error'],
])('%s is not guessed at', (sql, reason) => {
  const expression = readExpression(sql);
  if ('unsupported' in expression) expect(expression.unsupported).toContain(reason);
  else expect(answer(expression, scopeOf(new Map<string, Value>([['i', 3]])))).toBeUndefined();
});
