import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from './parser.ts';
import { readScript } from './script.ts';

beforeAll(() =>
  loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm')))),
);

const shown = (sql: string): string[] => {
  const { text, statements } = readScript(sql);
  return statements.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
};
const problems = (sql: string): string[] =>
  readScript(sql).problems.map(({ kind, start, message }) => `${kind} at ${start}: ${message}`);

test('much data of COPY may end with the file as well', () => {
  expect(problems(`copy t from stdin;\n${"1\tit's (\n".repeat(2_000_000)}`)).toEqual([]);
});

const conditions = (word: string) => (n: number) => `select 1 where a = 1${` ${word} a = 1`.repeat(n)}`;
const LONG: Readonly<Record<string, (n: number) => string>> = {
  and: conditions('and'),
  or: conditions('or'),
  sum: (n) => `select 1${'+1'.repeat(n)}`,
  'sum of calls': (n) => `select 1${'+f(1,2)'.repeat(n)}`,
  unions: (n) => `select 1${' union all select 1, 2 from t'.repeat(n)}`,
  joins: (n) => `select 1 from t${' cross join t'.repeat(n)}`,
  negations: (n) => `select ${'not '.repeat(n)}true`,
  parentheses: (n) => `select ${'('.repeat(n)}1${')'.repeat(n)}`,
};

test.each(Object.keys(LONG))('%s of 3,000 is read', (kind) => {
  expect(problems(LONG[kind]?.(3000) ?? '')).toEqual([]);
});

test.each(['and', 'or'])('%s is a flat list, however long', (kind) => {
  expect(problems(LONG[kind]?.(20_000) ?? '')).toEqual([]);
});

test.each([
  ...['sum', 'sum of calls', 'unions', 'joins', 'negations'].map((kind) => [kind, 9000] as const),
  ...Object.keys(LONG)
    .slice(2)
    .map((kind) => [kind, 100_000] as const),
])('%s nested beyond reason, %d times, is a problem of that statement alone', (kind, n) => {
  const sql = `${LONG[kind]?.(n)}; drop table t`;
  expect(shown(sql)).toEqual(['DROP TABLE: drop table t']);
  expect(readScript(sql).problems).toMatchObject([
    { message: 'the expression is nested too deeply to be read' },
  ]);
});

test('many statements that are nested beyond reason leave the parser as it was', () => {
  const sql = `${LONG['sum of calls']?.(15_000)}; `.repeat(20);
  expect(shown(`${sql} drop table t`)).toEqual(['DROP TABLE: drop table t']);
});
