import { expect, test } from 'bun:test';
import { positionAt } from '../base/span.ts';
import { readSdl } from './read.ts';

/** `line:column CODE` of every problem. */
const problems = (text: string): readonly string[] =>
  readSdl(text, 'a.graphql').diagnostics.map(({ code, span }) => {
    const { line, column } = positionAt(text, span?.start ?? 0);
    return `${line}:${column} ${code}`;
  });

test.each(['@wes_table', '@wesley_table', '@table'])('%s is one directive under three names', (written) => {
  const read = readSdl(`type A ${written} { id: ID! }`, 'a.graphql');
  expect(read.value?.objects[0]?.directives.map(({ name }) => name)).toEqual(['wes_table']);
});

test('fills in the defaults of arguments', () => {
  const read = readSdl('type A @wes_tenant(by: "org") { org: ID! }', 'a.graphql');
  expect(read.value?.objects[0]?.directives[0]?.args['setting']?.value).toEqual({
    kind: 'string',
    value: 'app.tenant_id',
  });
});

test('keeps numbers as they were written', () => {
  const read = readSdl('type A { a: Decimal @wes_default(value: 12.50) }', 'a.graphql');
  expect(read.value?.objects[0]?.fields[0]?.directives[0]?.args['value']?.value).toEqual({
    kind: 'float',
    text: '12.50',
  });
});

test('joins an extension to its type, wherever it stands', () => {
  const read = readSdl('extend type A @wes_table { b: Int }\ntype A { a: Int }', 'a.graphql');
  expect(read.value?.objects.map((type) => type.fields.map((field) => field.name))).toEqual([['a', 'b']]);
  expect(read.value?.objects[0]?.directives.map(({ name }) => name)).toEqual(['wes_table']);
});

test('takes a schema that declares our directives for its editor, and directives of its own', () => {
  const own = 'directive @wes_table(name: String) on OBJECT\ndirective @auth(role: String) on OBJECT\n';
  const read = readSdl(`${own}type A @wes_table @auth(role: "x") { id: ID! }`, 'a.graphql');
  expect(read.value?.objects[0]?.directives.map(({ name }) => name)).toEqual(['wes_table', 'auth']);
});

test.each([
  ['an unknown directive', 'type A @wes_tabel { id: ID! }', '1:8 UNKNOWN_DIRECTIVE'],
  ['an unknown argument', 'type A @wes_table(nam: "x") { id: ID! }', '1:19 UNKNOWN_ARGUMENT'],
  ['an argument twice', 'type A @wes_table(name: "x", name: "y") { id: ID! }', '1:36 DUPLICATE_ARGUMENT'],
  ['a missing argument', 'type A { b: ID @wes_fk }', '1:16 MISSING_ARGUMENT'],
  ['null for a required argument', 'type A { b: ID @wes_fk(ref: null) }', '1:16 MISSING_ARGUMENT'],
  ['an argument of another type', 'type A @wes_table(name: 3) { id: ID! }', '1:25 WRONG_ARGUMENT_TYPE'],
  [
    'a number beyond 32 bits for an Int',
    'type A { b: String @wes_column(length: 3000000000) }',
    '1:40 WRONG_ARGUMENT_TYPE',
  ],
  [
    'a number beyond 64 bits for a BigInt',
    'type A { a: Int @wes_identity(max: 9223372036854775808) }',
    '1:36 WRONG_ARGUMENT_TYPE',
  ],
  [
    'an unknown action',
    'type A { b: ID @wes_fk(ref: "A.b", onDelete: EXPLODE) }',
    '1:46 WRONG_ARGUMENT_TYPE',
  ],
  ['a directive twice', 'type A @wes_table @table { id: ID! }', '1:19 DUPLICATE_DIRECTIVE'],
  ['a directive at the wrong place', 'type A { id: ID! @wes_table }', '1:18 MISPLACED_DIRECTIVE'],
  ['an unknown type', 'type A {\n  id: Foo\n}', '2:7 GRAPHQL_INVALID'],
  ['a type twice', 'type A { a: Int }\ntype A { b: Int }', '2:6 GRAPHQL_INVALID'],
  ['a field twice', 'type A { a: Int\n a: Int }', '2:2 GRAPHQL_INVALID'],
  ['a reserved type name', 'type __A { a: Int }', '1:6 GRAPHQL_INVALID'],
  ['a reserved field name', 'type A { a: Int\n __b: Int }', '2:2 GRAPHQL_INVALID'],
  ['a reserved enum value', 'enum A { a __b }', '1:12 GRAPHQL_INVALID'],
  ['an extension of nothing', 'extend type A { a: Int }', '1:13 GRAPHQL_INVALID'],
  ['no text', '', '1:1 PARSE_FAILED'],
  ['a missing brace', 'type A {\n  a: Int\n', '3:1 PARSE_FAILED'],
  ['nesting beyond reason', `type A { a: ${'['.repeat(5000)}Int${']'.repeat(5000)} }`, '1:112 TOO_DEEP'],
])('refuses %s at its place', (_, text, expected) => {
  expect(problems(text)).toEqual([expected]);
});

test('says GraphQL’s own words where GraphQL is the judge', () => {
  const [problem] = readSdl('type A { a: Strin }', 'a.graphql').diagnostics;
  expect(problem?.message).toBe('Unknown type "Strin". Did you mean "String"?');
});

test('reports every problem of a text, not the first alone', () => {
  expect(problems('type A @tabel { a: Int @nosuch }')).toEqual([
    '1:8 UNKNOWN_DIRECTIVE',
    '1:24 UNKNOWN_DIRECTIVE',
  ]);
});

test('counts lines the same with \\n, \\r\\n and \\r', () => {
  for (const end of ['\n', '\r\n', '\r'])
    expect(problems(`type A {${end}  a: Int @nosuch${end}}`)).toEqual(['2:10 UNKNOWN_DIRECTIVE']);
});

test('is not misled by brackets in strings and comments', () => {
  const text = `type A { a: Int @wes_check(expr: "${'('.repeat(500)}") # ${'['.repeat(500)}\n }`;
  expect(problems(text)).toEqual([]);
});

test('directives of a schema are read, and those that are not ours are left to others', () => {
  const sdl = `extend schema @link(url: "x") @wes_schema(name: "a")
    extend schema @wesley_schema(name: "b") @wes_sequence(name: "s", max: 9223372036854775807)
    type A { a: Int }`;
  const names = readSdl(sdl, 'a.graphql').value?.directives.map(({ name, args }) => [
    name,
    args['name']?.value,
  ]);
  expect(names).toMatchObject([
    ['wes_schema', { value: 'a' }],
    ['wes_schema', { value: 'b' }],
    ['wes_sequence', { value: 's' }],
  ]);
  expect(problems('extend schema @wes_shcema(name: "a")\ntype A { a: Int }')).toEqual([
    '1:15 UNKNOWN_DIRECTIVE',
  ]);
});
