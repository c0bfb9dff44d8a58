import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const check = (expression: string): string =>
  table(`a: Int @wes_check(expr: ${JSON.stringify(expression)})\n  camelCase: Int`);

test.each([
  ['a > 0'],
  ['a.a > 0'],
  ['public.a.a > 0'],
  ['a is not null'],
  ['camel_case > a'],
  ["a = any (array[1, 2]) or 'x;--' = ''"],
  ['num_nulls(a.*) < 2'],
  [`a ${'+ 1 '.repeat(100)}> 0`],
  [`a > ${'1'.repeat(9_996)}`],
])('%s stands as it is written', (expression) => {
  expect(objectsFor('constraint', check(`  ${expression}\n`))).toMatchObject([{ expression }]);
});

test.each([
  ['nothing', ' '],
  ['SQL behind it', 'a > 0); drop table x; --'],
  ['a parenthesis that it did not open', 'a > 0) or (true'],
  ['two', 'a > 0, true'],
  ['a comment that swallows the rest', 'a > 0 --'],
  ['a query', '1 from pg_class'],
  ['a condition', 'true where true'],
  ['a limit', 'true limit 1'],
  ['a union', 'true union select false'],
  ['a name for its result', 'a > 0 as b'],
  ['a parameter', 'a > $1'],
  ['too many characters', `a > ${'1'.repeat(9_997)}`],
  ['too many levels', `a ${'+ 1 '.repeat(250)}> 0`],
  ['no SQL', 'a >'],
])('refuses %s where one expression belongs', (_, expression) => {
  expect(problems(check(expression))).toEqual(['2:27 INVALID_EXPRESSION']);
});

test.each([
  ['a column that is not there', 'b > 0', 'UNKNOWN_COLUMN'],
  ['a column of another table', 'b.a > 0', 'UNKNOWN_COLUMN'],
  ['the name of a field', '"camelCase" > 0', 'UNKNOWN_COLUMN'],
  ['a subquery', 'a in (select 1)', 'SUBQUERY_NOT_ALLOWED'],
])('refuses %s', (_, expression, code) => {
  expect(problems(check(expression))).toEqual([`2:27 ${code}`]);
});

test('every unknown column is told', () => {
  expect(problems(check('b > c'))).toEqual(['2:27 UNKNOWN_COLUMN', '2:27 UNKNOWN_COLUMN']);
});

test('says which column was meant, or which there are', () => {
  expect(hintFor(check('"camelCase" > 0'))).toBe(
    'Did you mean "camel_case"? Expressions take database names.',
  );
  expect(hintFor(check('zzzzz > 0'))).toBe('It has a, camel_case.');
});

test('where subqueries are allowed, their names are left to the server', () => {
  const policy = (using: string) => table('a: Int', `@wes_policy(name: "p", using: "${using}")`);
  expect(problems(policy('a in (select other from somewhere)'))).toEqual([]);
  expect(problems(policy('b in (select other from somewhere)'))).toEqual([
    expect.stringContaining('UNKNOWN_COLUMN'),
  ]);
});
