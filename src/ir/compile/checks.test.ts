import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

test('a check is named after its column, after its table where it stands on the type, or as it says', () => {
  const sdl = table(
    'amountDue: Int @wes_check(expr: "amount_due > 0")\n  b: Int @wes_check(expr: "b > 0", name: "positive")',
    '@wes_check(expr: "amount_due > b")',
  );
  const checks = objectsFor('constraint', sdl).map(({ name, type }) => [name, type]);
  expect(checks).toEqual([
    ['a_amount_due_check', 'check'],
    ['a_check', 'check'],
    ['positive', 'check'],
  ]);
});

test('several checks of one place are numbered as PostgreSQL numbers them', () => {
  const three = '@wes_check(expr: "a > 0") @wes_check(expr: "a < 9") @wes_check(expr: "a <> 5")';
  expect(objectsFor('constraint', table('a: Int', three)).map(({ name }) => name)).toEqual([
    'a_check',
    'a_check1',
    'a_check2',
  ]);
});

test('a check of a column that has another name in the database', () => {
  const sdl = table('a: Int @wes_column(name: "other") @wes_check(expr: "other > 0")');
  expect(objectsFor('constraint', sdl)).toMatchObject([
    { name: 'a_other_check', expression: 'other > 0', validated: true },
  ]);
});

test('a backfill stays with its column and may ask other tables', () => {
  const sdl = table('a: Int\n  b: Int @wes_backfill(expr: "(select max(x) from y) + a")');
  const backfills = objectsFor('column', sdl).map(({ name, backfill }) => [name, backfill]);
  expect(backfills).toEqual([
    ['a', null],
    ['b', '(select max(x) from y) + a'],
  ]);
});

test.each([
  ['a check with a subquery', 'a: Int @wes_check(expr: "a in (select 1)")', '2:27 SUBQUERY_NOT_ALLOWED'],
  ['a check of an unknown column', 'a: Int @wes_check(expr: "b > 0")', '2:27 UNKNOWN_COLUMN'],
  ['a backfill from an unknown column', 'a: Int @wes_backfill(expr: "b")', '2:30 UNKNOWN_COLUMN'],
  [
    'a backfill where no column is',
    'a: [A] @wes_hasMany @wes_backfill(expr: "1")\n  b: Int',
    '2:23 MISPLACED_DIRECTIVE',
  ],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});
