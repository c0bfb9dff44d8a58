import { beforeAll, expect, test } from 'bun:test';
import { createAllSql } from '../create-all.ts';
import { loadParserOnly, problems, schemaFor, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

test.each([
  ['two fields that become one column', 'fooBar: Int\n  foo_bar: Int', '3:3 NAME_COLLISION'],
  ['a system column', 'xmin: Int', '2:3 RESERVED_NAME'],
  ['a name of 64 bytes', `a: Int @wes_column(name: "${'x'.repeat(64)}")`, '2:3 NAME_TOO_LONG'],
  ['a name of 64 bytes in 32 letters', `a: Int @wes_column(name: "${'é'.repeat(32)}")`, '2:3 NAME_TOO_LONG'],
  ['an empty name', 'a: Int @wes_column(name: "")', '2:3 INVALID_NAME'],
  ['a name with a NUL', 'a: Int @wes_column(name: "a\\u0000b")', '2:3 INVALID_NAME'],
  [
    'two checks of one name',
    'a: Int @wes_check(expr: "a > 0", name: "c") @wes_check(expr: "a < 9", name: "c")',
    '2:47 NAME_COLLISION',
  ],
  [
    'a check with the name of the key',
    'a: Int! @wes_pk @wes_check(expr: "a > 0", name: "a_pkey")',
    '2:19 NAME_COLLISION',
  ],
  [
    'two indexes of one name',
    'a: Int @wes_index(name: "i")\n  b: Int @wes_index(name: "i")',
    '3:10 NAME_COLLISION',
  ],
  ['an index with the name of its table', 'a: Int @wes_index(name: "a")', '2:10 NAME_COLLISION'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test.each(['pg_mine', 'information_schema', 'wesley'])('refuses the schema %s', (name) => {
  expect(problems(`type A @wes_table(schema: "${name}") { a: Int }`)).toEqual([
    expect.stringContaining('RESERVED_NAME'),
  ]);
});

test('refuses two types that become one table, and a table that has the name of an enum', () => {
  expect(problems('type A @wes_table { a: Int }\ntype B @wes_table(name: "a") { a: Int }')).toContain(
    '2:6 NAME_COLLISION',
  );
  expect(problems('enum A { X }\ntype B @wes_table(name: "a") { a: Int }')).toEqual(['2:6 NAME_COLLISION']);
});

test('what lies in different places may have one name', () => {
  const same = (args: string) => `@wes_table(${args}) { a: Int @wes_check(expr: "a > 0", name: "c") }`;
  expect(problems(`type A ${same('name: "t"')}\ntype B ${same('schema: "other", name: "t"')}`)).toEqual([]);
  const policies = '@wes_policy(name: "p", using: "true")';
  expect(
    problems(`type A @wes_table ${policies} { p: Int }\ntype B @wes_table ${policies} { p: Int }`),
  ).toEqual([]);
});

test('tells a dot inside a name from the dot after a schema', () => {
  const apart =
    'type A @wes_table(schema: "a.b", name: "c") { a: Int }\ntype B @wes_table(schema: "a", name: "b.c") { a: Int }';
  expect(problems(apart)).toEqual([]);
  const key =
    'type A @wes_table(schema: "a.b", name: "c_pkey") { a: Int }\ntype B @wes_table(schema: "a.b", name: "c") { id: ID! @wes_pk }';
  expect(problems(key)).toEqual([expect.stringContaining('NAME_COLLISION')]);
});

test('takes a name of exactly 63 bytes, and shortens only names it made itself', () => {
  const sql = createAllSql(schemaFor(`type A @wes_table(name: "${'t'.repeat(63)}") { id: ID! @wes_pk }`));
  expect(sql).toMatch(/CONSTRAINT t+_[0-9a-f]{8}_pkey PRIMARY KEY/);
});
