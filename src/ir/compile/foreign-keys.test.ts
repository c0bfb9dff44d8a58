import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const CUSTOMER = 'type Customer @wes_table { id: ID! @wes_pk\n  number: Int  code: ID @wes_unique }';
const on = (field: string): string => `${table(field)}\n${CUSTOMER}`;
const foreignKeys = (sdl: string) =>
  objectsFor('constraint', sdl).flatMap((one) => (one.type === 'foreign key' ? [one] : []));

test('a foreign key has its ends, its name and an index for the deletes of what it references', () => {
  const sdl = on('customerId: ID @wes_fk(ref: "Customer.id")');
  expect(foreignKeys(sdl)).toMatchObject([
    {
      id: 'constraint:public.a.a_customer_id_fkey',
      columns: ['customer_id'],
      refTable: 'table:public.customer',
      refColumns: ['id'],
      onDelete: 'NO ACTION',
      onUpdate: 'NO ACTION',
      deferrable: 'no',
      validated: true,
    },
  ]);
  expect(objectsFor('index', sdl)).toMatchObject([{ name: 'a_customer_id_idx', keys: ['customer_id'] }]);
});

test('what it says of itself is kept', () => {
  const sdl = on(
    'x: ID @wes_fk(ref: "Customer", name: "mine", onDelete: SET_NULL, onUpdate: CASCADE, deferrable: true, index: false)',
  );
  expect(foreignKeys(sdl)).toMatchObject([
    { name: 'mine', onDelete: 'SET NULL', onUpdate: 'CASCADE', deferrable: 'initially immediate' },
  ]);
  expect(objectsFor('index', sdl)).toEqual([]);
});

test('its index is left out where a key begins with the same columns', () => {
  expect(objectsFor('index', on('x: ID! @wes_pk @wes_fk(ref: "Customer")'))).toEqual([]);
});

test.each(['"m", "n"', '"n", "m"'])('the columns of the key %s may be referenced in another order', (key) => {
  const sdl = `type A @wes_table @wes_fk(fields: ["x", "y"], ref: "B", refFields: ["n", "m"]) { x: ID\n y: Int }
    type B @wes_table @wes_unique(fields: [${key}]) { m: Int\n n: ID }`;
  expect(foreignKeys(sdl)).toMatchObject([{ columns: ['x', 'y'], refColumns: ['n', 'm'] }]);
});

test.each([
  ['a key to nothing', 'a: ID @wes_fk(ref: "B.id")', '2:22 UNKNOWN_REFERENCE'],
  [
    'a key to a column that is not unique',
    'a: Int @wes_fk(ref: "Customer.number")',
    '2:10 FOREIGN_KEY_WITHOUT_KEY',
  ],
  ['a key of another type', 'a: Int @wes_fk(ref: "Customer.id")', '2:10 FOREIGN_KEY_MISMATCH'],
  [
    'a key of fewer columns',
    'a: ID @wes_fk(ref: "Customer", refFields: ["id", "code"])',
    '2:9 FOREIGN_KEY_MISMATCH',
  ],
  [
    'a key to what makes no column',
    'a: ID @wes_fk(ref: "A", refFields: ["all"])\n  all: [A] @wes_hasMany',
    '2:38 UNKNOWN_COLUMN',
  ],
  [
    'a key to a column that is unique for some rows only',
    'a: ID @wes_fk(ref: "A.b")\n  b: ID @wes_unique(where: "true")',
    '2:9 FOREIGN_KEY_WITHOUT_KEY',
  ],
])('refuses %s', (_, field, expected) => {
  expect(problems(on(field))).toEqual([expected]);
});

test.each([
  ['Int', 'BigInt'],
  ['BigInt', 'Int'],
  ['String @wes_column(length: 5)', 'String'],
  ['Date', 'DateTime'],
  ['Int', 'Decimal'],
  ['String @wes_column(type: "public.citext")', 'String'],
])('%s may reference %s', (from, to) => {
  const sdl = `type B @wes_table { id: ${to}! @wes_pk } type A @wes_table { b: ${from} @wes_fk(ref: "B.id") }`;
  expect(problems(sdl)).toEqual([]);
});

test.each([
  ['Decimal', 'Int'],
  ['String', 'ID'],
  ['[Int]', '[BigInt]'],
])('%s may not reference %s', (from, to) => {
  const sdl = `type B @wes_table { id: ${to}! @wes_pk }\ntype A @wes_table { b: ${from} @wes_fk(ref: "B.id") }`;
  expect(problems(sdl)).toEqual([`2:${25 + from.length} FOREIGN_KEY_MISMATCH`]);
});

test('a unique index will do as the key, unless it is partial or deferred', () => {
  const sdl = (how: string) =>
    `type B @wes_table { n: Int! ${how} }\ntype A @wes_table { b: Int @wes_fk(ref: "B.n") }`;
  expect(problems(sdl('@wes_index(unique: true)'))).toEqual([]);
  expect(problems(sdl('@wes_unique'))).toEqual([]);
  for (const how of [
    '@wes_index',
    '@wes_index(unique: true, where: "n > 0")',
    '@wes_unique(deferrable: true)',
  ])
    expect(problems(sdl(how))).toEqual(['2:28 FOREIGN_KEY_WITHOUT_KEY']);
});

test('it may be checked at the end, or for new rows alone', () => {
  const sdl = on('x: ID @wes_fk(ref: "Customer", initiallyDeferred: true, validated: false, comment: "c")');
  expect(foreignKeys(sdl)).toMatchObject([
    { deferrable: 'initially deferred', validated: false, comment: 'c' },
  ]);
  expect(problems(on('x: ID @wes_fk(ref: "Customer", initiallyDeferred: true, deferrable: false)'))).toEqual([
    '2:53 CONFLICTING_ARGUMENTS',
  ]);
});
