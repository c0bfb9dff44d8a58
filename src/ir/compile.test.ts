import { beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { positionAt } from '../base/span.ts';
import { readSdl } from '../sdl/read.ts';
import { loadParser } from '../sql/parser.ts';
import { compile } from './compile.ts';
import { createAllSql } from './create-all.ts';
import type { Schema } from './schema.ts';
import { schemaDigest } from './schema-of.ts';

beforeAll(async () => {
  await loadParser(
    await Bun.file(Bun.resolveSync('libpg-query/wasm/libpg-query.wasm', import.meta.dir)).bytes(),
  );
});

function compiled(text: string): ReturnType<typeof compile> {
  const document = readSdl(text, 'a.graphql');
  if (document.value === null) throw new Error(document.diagnostics[0]?.message);
  return compile(document.value, {
    scalars: {
      Email: { type: 'text' },
      Short: { type: 'varchar(20)' },
      Evil: { type: 'text; drop table x' },
      Odd: { type: 'nosuch' },
    },
  });
}

function schemaFor(text: string): Schema {
  const { value, diagnostics } = compiled(text);
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

const problems = (text: string): readonly string[] =>
  compiled(text).diagnostics.map(({ code, span }) => {
    const { line, column } = positionAt(text, span?.start ?? 0);
    return `${line}:${column} ${code}`;
  });

const table = (fields: string, directives = ''): string =>
  `type A @wes_table ${directives} {\n  ${fields}\n}`;

test.each([
  ['a: Int @wes_default(value: 0)', 'a integer DEFAULT 0'],
  ['a: Boolean @wes_default(value: false)', 'a boolean DEFAULT false'],
  ['a: String @wes_default(value: "pending")', "a text DEFAULT 'pending'"],
  ['a: String @wes_default(value: "now()")', "a text DEFAULT 'now()'"],
  ['a: DateTime! @wes_default(expr: "now()")', 'a timestamp with time zone DEFAULT now() NOT NULL'],
  ['a: String @wes_default(value: "it\'s")', "a text DEFAULT 'it''s'"],
  ['a: String @wes_default(value: "back\\\\slash")', "a text DEFAULT E'back\\\\slash'"],
  [
    'a: Decimal @wes_column(precision: 5, scale: 2) @wes_default(value: 12.50)',
    'a numeric(5,2) DEFAULT 12.50',
  ],
  ['a: BigInt @wes_default(value: "9223372036854775807")', "a bigint DEFAULT '9223372036854775807'::bigint"],
  ['a: JSON @wes_default(value: {b: [1, true, null]})', 'a jsonb DEFAULT \'{"b":[1,true,null]}\'::jsonb'],
  ['a: [Int!] @wes_default(value: [1, 2])', 'a integer[] DEFAULT ARRAY[1, 2]::integer[]'],
  ['a: Color @wes_default(value: RED)\n}\nenum Color { RED', "a public.color DEFAULT 'RED'::public.color"],
  ['a: DateTime! @wes_default(expr: "now()")', 'a timestamp with time zone DEFAULT now() NOT NULL'],
  ['a: Int @wes_default(expr: "1 + 2")', 'a integer DEFAULT 1 + 2'],
  [
    'a: DateTime @wes_default(expr: "now() at time zone \'utc\'")',
    "a timestamp with time zone DEFAULT (now() at time zone 'utc')",
  ],
  ['a: Boolean! @wes_default(expr: "not false")', 'a boolean DEFAULT (not false) NOT NULL'],
  ['a: String @wes_default(expr: "\'x\' collate \\"C\\"")', `a text DEFAULT ('x' collate "C")`],
  ['a: String @wes_column(length: 20)', 'a character varying(20)'],
  ['a: String @wes_column(type: "varchar(7)")', 'a character varying(7)'],
  ['a: Email\n}\nscalar Email\ntype X { y: Int', 'a text'],
  [
    'a: Short @wes_default(value: "x")\n}\nscalar Short\ntype X { y: Int',
    "a character varying(20) DEFAULT 'x'",
  ],
  ['a: Int @wes_column(name: "select")', '"select" integer'],
  ['a: Int @wes_column(name: "we\\"ird é")', '"we""ird é" integer'],
])('%s is the column %s', (field, sql) => {
  expect(createAllSql(schemaFor(table(field)))).toContain(`\n  ${sql}\n`);
});

test.each([
  [
    'a default that is an expression in disguise',
    'a: DateTime @wes_default(value: "now()")',
    '2:35 INVALID_DEFAULT',
  ],
  ['a default of another type', 'a: Int @wes_default(value: "x")', '2:30 INVALID_DEFAULT'],
  ['a default beyond its type', 'a: Int @wes_default(value: 3000000000)', '2:30 INVALID_DEFAULT'],
  ['a day that does not exist', 'a: Date @wes_default(value: "2026-02-30")', '2:31 INVALID_DEFAULT'],
  [
    'a default that is no value of its enum',
    'a: C @wes_default(value: BLUE)\n}\nenum C { RED',
    '2:28 INVALID_DEFAULT',
  ],
  ['a default twice', 'a: Int @wes_default(value: 1, expr: "2")', '2:10 INVALID_DEFAULT'],
  [
    'SQL behind an expression',
    'a: Int @wes_check(expr: "a > 0); drop table x; --")',
    '2:27 INVALID_EXPRESSION',
  ],
  [
    'an expression that closes a parenthesis it did not open',
    'a: Int @wes_check(expr: "a > 0) or (true")',
    '2:27 INVALID_EXPRESSION',
  ],
  ['a second expression', 'a: Int @wes_default(expr: "1, 2")', '2:29 INVALID_EXPRESSION'],
  ['a comment that swallows the rest', 'a: Int @wes_default(expr: "1 --")', '2:29 INVALID_EXPRESSION'],
  ['a query for an expression', 'a: Int @wes_default(expr: "1 from pg_class")', '2:29 INVALID_EXPRESSION'],
  ['SQL for an index method', 'a: Int @wes_index(using: "gin; drop table x")', '2:28 UNKNOWN_INDEX_METHOD'],
  ['SQL for a type', 'a: Int @wes_column(type: "int; drop table x")', '2:28 INVALID_TYPE'],
  ['a type nobody knows', 'a: Int @wes_column(type: "strng")', '2:28 UNKNOWN_TYPE'],
  ['serial, which is no type', 'a: Int @wes_column(type: "serial")', '2:28 UNKNOWN_TYPE'],
  ['an unknown column in a check', 'a: Int @wes_check(expr: "b > 0")', '2:27 UNKNOWN_COLUMN'],
  ['a column in a default', 'a: Int @wes_default(expr: "a + 1")', '2:29 UNKNOWN_COLUMN'],
  ['a subquery in a check', 'a: Int @wes_check(expr: "a in (select 1)")', '2:27 SUBQUERY_NOT_ALLOWED'],
  ['a list of lists', 'a: [[Int]]', '2:6 NESTED_LIST'],
  ['a scalar without a type', 'a: Money\n}\nscalar Money\ntype X { y: Int', '2:6 UNMAPPED_SCALAR'],
  ['SQL for the type of a mapped scalar', 'a: Evil\n}\nscalar Evil\ntype X { y: Int', '2:6 INVALID_TYPE'],
  ['an unknown type of a mapped scalar', 'a: Odd\n}\nscalar Odd\ntype X { y: Int', '2:6 UNKNOWN_TYPE'],
  ['an interface as a column', 'a: I\n}\ninterface I { x: Int }\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a union as a column', 'a: U\n}\nunion U = X\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a type that is no table as a column', 'a: X\n}\ntype X { y: Int', '2:6 NOT_A_COLUMN_TYPE'],
  ['a column with arguments', 'a(first: Int): Int', '2:3 COLUMN_WITH_ARGUMENTS'],
  ['a table as a column without a key', 'a: A', '2:3 RELATION_WITHOUT_KEY'],
  ['two primary keys', 'a: Int! @wes_pk\n  b: Int! @wes_pk', '3:11 SEVERAL_PRIMARY_KEYS'],
  ['a nullable primary key', 'a: Int @wes_pk', '2:10 NULLABLE_PRIMARY_KEY'],
  ['a foreign key to nothing', 'a: ID @wes_fk(ref: "B.id")', '2:22 UNKNOWN_REFERENCE'],
  [
    'a foreign key to a column that is not unique',
    'a: ID @wes_fk(ref: "A.b")\n  b: ID',
    '2:9 FOREIGN_KEY_WITHOUT_KEY',
  ],
  [
    'a foreign key of another type',
    'a: Int @wes_fk(ref: "A.b")\n  b: ID! @wes_pk',
    '2:10 FOREIGN_KEY_MISMATCH',
  ],
  ['two fields that become one column', 'fooBar: Int\n  foo_bar: Int', '3:3 NAME_COLLISION'],
  ['a system column', 'xmin: Int', '2:3 RESERVED_NAME'],
  ['a name of 64 bytes', `a: Int @wes_column(name: "${'x'.repeat(64)}")`, '2:3 NAME_TOO_LONG'],
  ['a name of 64 bytes in 32 letters', `a: Int @wes_column(name: "${'é'.repeat(32)}")`, '2:3 NAME_TOO_LONG'],
  ['a length on a number', 'a: Int @wes_column(length: 3)', '2:10 INVALID_TYPE'],
  [
    'a policy setting without a dot',
    'a: ID!\n}\ntype B @wes_table @wes_tenant(by: "x", setting: "tenant") {\n  x: ID!',
    '4:49 INVALID_SETTING',
  ],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test('refuses a schema without a table', () => {
  expect(problems('type A { a: Int }')).toEqual(['1:1 NO_TABLE']);
});

test('refuses two types that become one table, and a table that has the name of an enum', () => {
  expect(problems('type A @wes_table { a: Int }\ntype B @wes_table(name: "a") { a: Int }')).toContain(
    '2:6 NAME_COLLISION',
  );
  expect(problems('enum A { X }\ntype B @wes_table(name: "a") { a: Int }')).toEqual(['2:6 NAME_COLLISION']);
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

test('gives a relation with a key the type of the key it references, also through a cycle of tables', () => {
  const sql = createAllSql(
    schemaFor(`type A @wes_table { id: UUID! @wes_pk  b: B @wes_fk(ref: "B.id") }
      type B @wes_table { id: BigInt! @wes_pk  a: A @wes_fk(ref: "A.id")  self: B @wes_fk(ref: "B.id") }`),
  );
  expect(sql).toContain('b_id bigint');
  expect(sql).toContain('a_id uuid');
  expect(sql).toContain('self_id bigint');
});

test('makes no index that another one serves', () => {
  const schema =
    schemaFor(`type A @wes_table @wes_index(fields: ["a", "b"]) @wes_index(fields: ["a"]) @wes_index(fields: ["a"], using: "hash") {
    id: ID! @wes_pk @wes_index
    a: Int
    b: Int @wes_unique @wes_index
  }`);
  expect(
    schema.objects.flatMap((object) => (object.kind === 'index' ? [`${object.name} ${object.method}`] : [])),
  ).toEqual(['a_a_b_idx btree', 'a_a_idx hash']);
});

test('a tenant shows nothing while the setting is unset, for every verb that has no policy of its own', () => {
  const schema = schemaFor(
    `type A @wes_table @wes_tenant(by: "org") @wes_rls(select: "true") { org: UUID! }`,
  );
  const policies = schema.objects.flatMap((object) => (object.kind === 'policy' ? [object] : []));
  expect(policies.map(({ command, permissive }) => `${command} ${permissive}`).toSorted()).toEqual([
    'ALL false',
    'DELETE true',
    'INSERT true',
    'SELECT true',
    'UPDATE true',
  ]);
  expect(policies.find(({ command }) => command === 'ALL')?.using).toBe(
    "org = nullif(current_setting('app.tenant_id', true), '')::uuid",
  );
});

test('an update policy checks new rows too, unless it says otherwise', () => {
  const policyOf = (args: string) =>
    schemaFor(`type A @wes_table @wes_rls(${args}) { a: Int }`).objects.find(
      (object) => object.kind === 'policy',
    );
  expect(policyOf('update: "a > 0"')).toMatchObject({ using: 'a > 0', check: 'a > 0' });
  expect(policyOf('update: "a > 0", updateCheck: "a > 1"')).toMatchObject({ using: 'a > 0', check: 'a > 1' });
  expect(policyOf('insert: "a > 0"')).toMatchObject({ using: null, check: 'a > 0' });
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
