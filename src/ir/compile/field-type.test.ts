import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

test.each([
  ['a: ID', 'uuid'],
  ['a: [String!]', 'text[]'],
  ['a: String @wes_column(length: 1)', 'character varying(1)'],
  ['a: String @wes_column(length: 10485760)', 'character varying(10485760)'],
  ['a: [String] @wes_column(length: 5)', 'character varying(5)[]'],
  ['a: Decimal @wes_column(precision: 5)', 'numeric(5,0)'],
  ['a: Decimal @wes_column(precision: 1, scale: 1000)', 'numeric(1,1000)'],
  ['a: Decimal @wes_column(precision: 1000, scale: -1000)', 'numeric(1000,-1000)'],
  ['a: String @wes_column(type: "varchar(7)")', 'character varying(7)'],
  ['a: [Int] @wes_column(type: "smallint")', 'smallint[]'],
  ['a: [Int] @wes_column(type: "smallint[]")', 'smallint[]'],
  ['a: String @wes_column(type: "public.amount")', 'public.amount'],
  ['a: Mood @wes_column(name: "a")\n}\nenum Mood { X', 'public.mood'],
  ['a: String @wes_column(type: "mood")\n}\nenum Mood { X', 'public.mood'],
  ['a: String @wes_column(type: "public.mood[]")\n}\nenum Mood { X', 'public.mood[]'],
  ['a: Email\n}\nscalar Email\ntype X { y: Int', 'text'],
  ['a: [Short]\n}\nscalar Short\ntype X { y: Int', 'character varying(20)[]'],
])('%s is a column of type %s', (field, type) => {
  expect(objectsFor('column', table(field))).toMatchObject([{ name: 'a', type }]);
});

test.each([
  ['a list of lists', 'a: [[Int]]', '2:6 NESTED_LIST'],
  ['SQL for a type', 'a: Int @wes_column(type: "int; drop table x")', '2:28 INVALID_TYPE'],
  ['a type nobody knows', 'a: Int @wes_column(type: "strng")', '2:28 UNKNOWN_TYPE'],
  ['serial, which is no type', 'a: Int @wes_column(type: "serial")', '2:28 UNKNOWN_TYPE'],
  ['a scalar without a type', 'a: Money\n}\nscalar Money\ntype X { y: Int', '2:6 UNMAPPED_SCALAR'],
  ['SQL for the type of a mapped scalar', 'a: Evil\n}\nscalar Evil\ntype X { y: Int', '2:6 INVALID_TYPE'],
  ['an unknown type of a mapped scalar', 'a: Odd\n}\nscalar Odd\ntype X { y: Int', '2:6 UNKNOWN_TYPE'],
  ['an interface as a column', 'a: I\n}\ninterface I { x: Int }\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a union as a column', 'a: U\n}\nunion U = X\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a type that is no table as a column', 'a: X\n}\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a length on a number', 'a: Int @wes_column(length: 3)', '2:10 INVALID_TYPE'],
  ['a length of 0', 'a: String @wes_column(length: 0)', '2:33 INVALID_TYPE'],
  ['a length beyond the longest', 'a: String @wes_column(length: 10485761)', '2:33 INVALID_TYPE'],
  ['a precision on a text', 'a: String @wes_column(precision: 3)', '2:13 INVALID_TYPE'],
  ['a scale without precision', 'a: Decimal @wes_column(scale: 3)', '2:14 INVALID_TYPE'],
  ['a precision of 0', 'a: Decimal @wes_column(precision: 0)', '2:14 INVALID_TYPE'],
  ['a precision of 1001', 'a: Decimal @wes_column(precision: 1001)', '2:14 INVALID_TYPE'],
  ['a scale of 1001', 'a: Decimal @wes_column(precision: 9, scale: 1001)', '2:14 INVALID_TYPE'],
  [
    'a length on a type that is written out',
    'a: Int @wes_column(type: "text", length: 3)',
    '2:10 INVALID_TYPE',
  ],
  ['a length on an enum', 'a: Mood @wes_column(length: 3)\n}\nenum Mood { X', '2:11 INVALID_TYPE'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test('says where a custom scalar gets its type', () => {
  expect(hintFor(table('a: Money\n}\nscalar Money\ntype X { y: Int'))).toContain(
    'scalars: { Money: { type: "text" } }',
  );
});
