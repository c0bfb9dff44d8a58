import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const UUID = '01234567-89ab-cdef-0123-456789abcdef';

test.each([
  ['a: Int @wes_default(value: 0)', '0'],
  ['a: Int @wes_default(value: -2147483648)', '-2147483648'],
  ['a: Boolean @wes_default(value: false)', 'false'],
  ['a: String @wes_default(value: "pending")', "'pending'"],
  ['a: String @wes_default(value: "now()")', "'now()'"],
  ['a: String @wes_default(value: "it\'s")', "'it''s'"],
  ['a: String @wes_default(value: "back\\\\slash")', "E'back\\\\slash'"],
  ['a: String @wes_column(length: 2) @wes_default(value: "éé")', "'éé'"],
  ['a: Decimal @wes_column(precision: 5, scale: 2) @wes_default(value: 12.50)', '12.50'],
  ['a: Decimal @wes_column(precision: 5, scale: 2) @wes_default(value: 999.994)', '999.994'],
  ['a: BigInt @wes_default(value: "9223372036854775807")', "'9223372036854775807'::bigint"],
  ['a: JSON @wes_default(value: {b: [1, true, null, X, "s"]})', '\'{"b":[1,true,null,"X","s"]}\'::jsonb'],
  ['a: [Int!] @wes_default(value: [1, null])', 'ARRAY[1, NULL]::integer[]'],
  ['a: Color @wes_default(value: RED)\n}\nenum Color { RED', "'RED'::public.color"],
  ['a: Short @wes_default(value: "x")\n}\nscalar Short\ntype X { y: Int', "'x'"],
  ['a: Date @wes_default(value: "2024-02-29")', "'2024-02-29'::date"],
  ['a: Time @wes_default(value: "23:59:59.5")', "'23:59:59.5'::time without time zone"],
  ['a: DateTime @wes_default(value: "2026-01-31T08:00Z")', "'2026-01-31T08:00Z'::timestamp with time zone"],
  [
    'a: String @wes_column(type: "timestamp") @wes_default(value: "2026-01-31 08:00")',
    "'2026-01-31 08:00'::timestamp without time zone",
  ],
  ['a: Interval @wes_default(value: "1 day 02:00")', "'1 day 02:00'::interval"],
  ['a: Interval @wes_default(value: "P1DT2H")', "'P1DT2H'::interval"],
  ['a: Inet @wes_default(value: "10.0.0.0/8")', "'10.0.0.0/8'::inet"],
  ['a: Inet @wes_default(value: "::1/128")', "'::1/128'::inet"],
  ['a: Bytes @wes_default(value: "\\\\x00ff")', "E'\\\\x00ff'::bytea"],
  [`a: ID @wes_default(value: "${UUID}")`, `'${UUID}'::uuid`],
  ['a: DateTime! @wes_default(expr: " now() ")', 'now()'],
  ['a: Int @wes_default(expr: "1 + 2")', '1 + 2'],
])('%s has the default %s', (field, sql) => {
  expect(objectsFor('column', table(field))[0]?.default).toBe(sql);
});

// Without them the words would belong to the column.
test.each([
  ["now() at time zone 'utc'", 'DateTime'],
  ['not false', 'Boolean'],
  ['true and false', 'Boolean'],
  ['1 is null', 'Boolean'],
  ['1 in (1, 2)', 'Boolean'],
  ['\'x\' collate \\"C\\"', 'String'],
])('%s stands in parentheses', (expression, type) => {
  const [column] = objectsFor('column', table(`a: ${type}! @wes_default(expr: "${expression}")`));
  expect(column?.default).toBe(`(${expression.replaceAll('\\', '')})`);
});

test.each([
  ['one that is an expression in disguise', 'DateTime @wes_default(value: "now()")'],
  ['a text for a number', 'Int @wes_default(value: "x")'],
  ['a number for a text', 'String @wes_default(value: 1)'],
  ['a boolean for a number', 'Int @wes_default(value: true)'],
  ['a fraction for a whole number', 'Int @wes_default(value: 1.5)'],
  ['one more than its type holds', 'Int @wes_default(value: 2147483648)'],
  [
    'what rounds to more than its type holds',
    'Decimal @wes_column(precision: 5, scale: 2) @wes_default(value: 999.995)',
  ],
  ['more letters than its type holds', 'String @wes_column(length: 2) @wes_default(value: "ééé")'],
  ['an infinite number', 'Float @wes_default(value: 1e999)'],
  ['a day that does not exist', 'Date @wes_default(value: "2026-02-30")'],
  [
    'a zone where there is none',
    'String @wes_column(type: "timestamp") @wes_default(value: "2026-01-31 08:00Z")',
  ],
  ['an hour that does not exist', 'Time @wes_default(value: "24:00")'],
  ['an address that does not exist', 'Inet @wes_default(value: "10.0.0.256")'],
  ['a network wider than its address', 'Inet @wes_default(value: "10.0.0.0/33")'],
  ['half a byte', 'Bytes @wes_default(value: "\\\\x0")'],
  ['no uuid', 'UUID @wes_default(value: "1")'],
  ['no interval', 'Interval @wes_default(value: "P")'],
  ['an empty interval', 'Interval @wes_default(value: " ")'],
  ['one value for a list', '[Int] @wes_default(value: 1)'],
  ['a list with a wrong element', '[Int] @wes_default(value: [1, "x"])'],
  ['no value of its enum', 'Color @wes_default(value: BLUE)\n}\nenum Color { RED'],
  [
    'one for a type of which nothing is known',
    'String @wes_column(type: "point") @wes_default(value: "(1,2)")',
  ],
])('refuses %s at its value', (_, field) => {
  const line = `a: ${field}`.split('\n')[0] ?? '';
  const column = 2 + line.indexOf('value: ') + 'value: '.length + 1;
  expect(problems(table(`a: ${field}`))).toEqual([`2:${column} INVALID_DEFAULT`]);
});

test.each([
  ['both a value and an expression', 'a: Int @wes_default(value: 1, expr: "2")', '2:10 INVALID_DEFAULT'],
  ['neither', 'a: Int @wes_default', '2:10 INVALID_DEFAULT'],
  ['a second expression', 'a: Int @wes_default(expr: "1, 2")', '2:29 INVALID_EXPRESSION'],
  ['a column', 'a: Int @wes_default(expr: "a + 1")', '2:29 UNKNOWN_COLUMN'],
  ['a subquery', 'a: Int @wes_default(expr: "(select 1)")', '2:29 SUBQUERY_NOT_ALLOWED'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test('says how an expression is written, and which values an enum has', () => {
  expect(hintFor(table('a: DateTime @wes_default(value: "now()")'))).toContain('@wes_default(expr: "now()")');
  expect(hintFor(table('a: Date @wes_default(value: "current_date")'))).toContain('expr: "current_date"');
});
