import { beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { loadParserOnly, problems, schemaFor, table } from './compile/testing-compile.ts';
import { createAllSql } from './create-all.ts';
import { schemaDigest } from './schema-of.ts';

beforeAll(loadParserOnly);

test('refuses a schema without a table', () => {
  expect(problems('type A { a: Int }')).toEqual(['1:1 NO_TABLE']);
});

test('refuses a directive on a type that is no table', () => {
  expect(problems(`${table('a: Int')}\ntype B @wes_rls(select: "true") { a: Int }`)).toEqual([
    '4:8 NOT_A_TABLE',
  ]);
});

test('a table lies where it says, and every schema but public is made once', () => {
  const sdl =
    'type A @wes_table(schema: "s") { a: Int } type OtherB @wes_table(schema: "s", name: "c") { a: Int }';
  const ids = schemaFor(`${sdl} type D @wes_table { a: Int }`).objects.map(({ id }) => id);
  expect(ids.filter((id) => !id.startsWith('column:'))).toEqual([
    'schema:s',
    'table:public.d',
    'table:s.a',
    'table:s.c',
  ]);
});

test('problems stand in the order of their places', () => {
  expect(problems('type A @wes_table {\n  b: A\n  a: [[Int]]\n}\nenum E {\n  a\n}')).toEqual([
    '2:3 RELATION_WITHOUT_KEY',
    '3:6 NESTED_LIST',
  ]);
});

test.each([
  ['a: DateTime! @wes_default(expr: "now()")', 'a timestamp with time zone DEFAULT now() NOT NULL'],
  ['a: String @wes_default(expr: "\'x\' collate \\"C\\"")', `a text DEFAULT ('x' collate "C")`],
  ['a: Int @wes_column(name: "select")', '"select" integer'],
  ['a: Int @wes_column(name: "we\\"ird é")', '"we""ird é" integer'],
])('%s is the column %s', (field, sql) => {
  expect(createAllSql(schemaFor(table(field)))).toContain(`\n  ${sql}\n`);
});

test('the order of fields and types changes no digest', () => {
  const fields = [
    'id: ID! @wes_pk',
    'a: Int @wes_index',
    'b: String @wes_unique',
    'c: Int @wes_check(expr: "c > a")',
  ];
  const expected = schemaDigest(schemaFor(`${table(fields.join('\n'))} type B @wes_table { x: Int }`));
  fc.assert(
    fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), fc.boolean(), (shuffled, flip) => {
      const types = [table(shuffled.join('\n')), 'type B @wes_table { x: Int }'];
      expect(schemaDigest(schemaFor((flip ? types.toReversed() : types).join('\n')))).toBe(expected);
    }),
  );
});

test('the order of enum values does', () => {
  const digest = (values: string) =>
    schemaDigest(schemaFor(`enum E { ${values} } type A @wes_table { a: E }`));
  expect(digest('X Y')).not.toBe(digest('Y X'));
});
