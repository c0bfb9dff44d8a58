import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const FIELDS = 'a: Int!\n  b: Int\n  camelCase: String';

test('a primary key on a field, or on the type in its own order', () => {
  expect(objectsFor('constraint', table('a: Int! @wes_pk'))).toMatchObject([
    { type: 'primary key', name: 'a_pkey', columns: ['a'], nullsNotDistinct: false },
  ]);
  const composite = table('a: Int!\n  b: Int!', '@wes_pk(fields: ["b", "a"], name: "both")');
  expect(objectsFor('constraint', composite)).toMatchObject([{ name: 'both', columns: ['b', 'a'] }]);
});

test('a unique key is a constraint, and with a condition an index', () => {
  expect(
    objectsFor(
      'constraint',
      table(FIELDS, '@wes_unique(fields: ["camelCase", "b"], nullsNotDistinct: true)'),
    ),
  ).toMatchObject([
    { type: 'unique', name: 'a_camel_case_b_key', columns: ['camel_case', 'b'], nullsNotDistinct: true },
  ]);
  const partial = table(FIELDS, '@wes_unique(fields: ["b"], where: "a > 0", nullsNotDistinct: true)');
  expect(objectsFor('constraint', partial)).toEqual([]);
  expect(objectsFor('index', partial)).toMatchObject([
    { name: 'a_b_idx', unique: true, where: 'a > 0', nullsNotDistinct: true },
  ]);
});

test.each([
  ['fields: ["b", "camelCase"]', { name: 'a_b_camel_case_idx', keys: ['b', 'camel_case'], method: 'btree' }],
  ['fields: ["b"], using: "brin", name: "mine"', { name: 'mine', method: 'brin' }],
  ['fields: ["b"], include: ["camelCase"], where: "b > 0"', { include: ['camel_case'], where: 'b > 0' }],
  ['expr: "lower(camel_case)"', { name: 'a_expr_idx', keys: ['(lower(camel_case))'], columns: null }],
])('@wes_index(%s) makes its index', (args, index) => {
  expect(objectsFor('index', table(FIELDS, `@wes_index(${args})`))).toMatchObject([index]);
});

test('a key of a column whose name needs quotes is quoted, its column is not', () => {
  expect(objectsFor('index', table('a: Int @wes_column(name: "Select") @wes_index'))).toMatchObject([
    { keys: ['"Select"'], columns: ['Select'] },
  ]);
});

const indexesOf = (directives: string, fields = 'a: Int\n  b: Int') =>
  objectsFor('index', table(fields, directives)).map(({ name }) => name);
const index = (args: string) => `@wes_index(${args})`;

test('no index is made that another one serves', () => {
  const longer = index('fields: ["a", "b"]');
  expect(indexesOf(longer + index('fields: ["a"], name: "less"'))).toEqual(['a_a_b_idx']);
  expect(indexesOf(longer + index('fields: ["b"], name: "end"'))).toEqual(['a_a_b_idx', 'end']);
  expect(indexesOf(longer + index('fields: ["a"], using: "hash", name: "hash"'))).toEqual([
    'a_a_b_idx',
    'hash',
  ]);
  expect(indexesOf(longer + index('fields: ["a"], where: "b > 0", name: "part"'))).toEqual([
    'a_a_b_idx',
    'part',
  ]);
  expect(indexesOf(longer + index('fields: ["a"], include: ["b"], name: "wide"'))).toEqual([
    'a_a_b_idx',
    'wide',
  ]);
  expect(indexesOf(index('fields: ["a"], name: "one"') + index('fields: ["a"], name: "two"'))).toHaveLength(
    1,
  );
});

test('a key serves the index of its first columns, but no partial, hashed or wider one', () => {
  const key = '@wes_unique(fields: ["a", "b"])';
  expect(indexesOf(key + index('fields: ["a"]'))).toEqual([]);
  expect(indexesOf(key + index('fields: ["b"], name: "end"'))).toEqual(['end']);
  expect(indexesOf(key + index('fields: ["a"], where: "b > 0", name: "part"'))).toEqual(['part']);
  expect(indexesOf(key + index('fields: ["a"], using: "hash", name: "hash"'))).toEqual(['hash']);
  expect(indexesOf(key + index('fields: ["a"], include: ["b"], name: "wide"'))).toEqual(['wide']);
});

test('a GIN index serves no other that has fewer columns, and none is marked as invalid', () => {
  const gin = (fields: string, name: string) => index(`fields: [${fields}], using: "gin", name: "${name}"`);
  expect(indexesOf(gin('"a", "b"', 'both') + gin('"a"', 'one'))).toEqual(['both', 'one']);
  expect(indexesOf(gin('"a"', 'one') + gin('"a"', 'two'))).toHaveLength(1);
  expect(objectsFor('index', table('a: Int @wes_index'))).toMatchObject([{ valid: true, unique: false }]);
});

test('a unique index is kept beside a longer one: it holds a promise', () => {
  const unique = '@wes_unique(fields: ["a"], where: "a > 0")';
  const plain = '@wes_index(fields: ["a", "b"], where: "a > 0", name: "longer")';
  expect(indexesOf(plain + unique)).toEqual(['a_a_idx', 'longer']);
});

test.each([
  ['two primary keys', 'a: Int! @wes_pk\n  b: Int! @wes_pk', '3:11 SEVERAL_PRIMARY_KEYS'],
  ['a nullable primary key', 'a: Int @wes_pk', '2:10 NULLABLE_PRIMARY_KEY'],
  ['SQL for an index method', 'a: Int @wes_index(using: "gin; drop table x")', '2:28 UNKNOWN_INDEX_METHOD'],
  ['a condition on an unknown column', 'a: Int @wes_index(where: "b > 0")', '2:28 UNKNOWN_COLUMN'],
  ['other columns than its own', 'a: Int @wes_index(fields: ["b"])\n  b: Int', '2:29 UNKNOWN_COLUMN'],
  ['an unknown column to include', 'a: Int @wes_index(include: ["nosuch"])', '2:30 UNKNOWN_COLUMN'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test.each([
  ['an index of nothing', '@wes_index', '1:19 MISSING_ARGUMENT'],
  ['an unknown column', '@wes_index(fields: ["nosuch"])', '1:38 UNKNOWN_COLUMN'],
  ['a column twice', '@wes_unique(fields: ["b", "b"])', '1:39 DUPLICATE_COLUMN'],
  ['fields and an expression', '@wes_index(fields: ["b"], expr: "b + 1")', '1:19 CONFLICTING_ARGUMENTS'],
  ['a subquery in an index', '@wes_index(expr: "(select 1)")', '1:36 SUBQUERY_NOT_ALLOWED'],
])('refuses %s on the type', (_, directives, expected) => {
  expect(problems(table(FIELDS, directives))).toEqual([expected]);
});

test('says what was meant', () => {
  expect(hintFor(table('a: Int @wes_index(using: "btre")'))).toBe('Did you mean "btree"?');
  expect(hintFor(table(FIELDS, '@wes_index(fields: ["camel_case"])'))).toContain('Did you mean "camelCase"?');
  expect(hintFor(table('a: Int! @wes_pk\n  b: Int! @wes_pk'))).toContain('@wes_pk(fields: ["a", "b"])');
});
