import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

test('a column takes its name from the field, its place, its comment and what was said of it', () => {
  const columns = objectsFor(
    'column',
    table('"When"\n  paidAt: Date! @wes_uid(value: "u1") @wes_was(name: "paid_on")\n  b: Int'),
  );
  expect(columns.toSorted((a, b) => a.position - b.position)).toMatchObject([
    {
      id: 'column:public.a.paid_at',
      table: 'table:public.a',
      name: 'paid_at',
      notNull: true,
      position: 1,
      comment: 'When',
      default: null,
      declared: { sdlName: 'A.paidAt', uid: 'u1', was: ['paid_on'] },
    },
    { name: 'b', notNull: false, position: 2, comment: null },
  ]);
});

test('a name and a collation are taken as given', () => {
  expect(
    objectsFor('column', table('a: String @wes_column(name: "we\\"ird é", collate: "C")')),
  ).toMatchObject([{ name: 'we"ird é', collation: 'C' }]);
});

test('a relation makes no column', () => {
  const sdl = `${table('id: ID! @wes_pk\n  bs: [B] @wes_hasMany(type: "B", field: "a")')}
    type B @wes_table { a: ID @wes_fk(ref: "A.id")  one: A @wes_belongsTo(field: "a") }`;
  expect(objectsFor('column', sdl).map(({ id }) => id)).toEqual(['column:public.a.id', 'column:public.b.a']);
});

test('a relation with a key is a column of the type of the key, also through a cycle of tables', () => {
  const sdl = `type A @wes_table { id: UUID! @wes_pk  b: B! @wes_fk(ref: "B.id") }
    type B @wes_table { id: BigInt! @wes_pk  a: A @wes_fk(ref: "A")  self: B @wes_fk(ref: "B.id") }`;
  expect(objectsFor('column', sdl).map(({ name, type, notNull }) => [name, type, notNull])).toEqual([
    ['b_id', 'bigint', true],
    ['id', 'uuid', true],
    ['a_id', 'uuid', false],
    ['id', 'bigint', true],
    ['self_id', 'bigint', false],
  ]);
});

test('a relation keeps the enum of its key', () => {
  const sdl = `enum Mood { X }\n${table('b: B @wes_fk(ref: "B.mood")')}\ntype B @wes_table { mood: Mood! @wes_pk }`;
  expect(objectsFor('column', sdl)[0]).toMatchObject({ name: 'b_mood', enumType: 'enum:public.mood' });
});

test.each([
  ['a column with arguments', 'a(first: Int): Int', '2:3 COLUMN_WITH_ARGUMENTS'],
  ['a table as a column without a key', 'a: A', '2:3 RELATION_WITHOUT_KEY'],
  [
    'a list of rows as one column',
    'a: [A] @wes_fk(ref: "A.b")\n  b: ID! @wes_pk',
    '2:6 RELATION_WITHOUT_KEY',
  ],
  ['a relation to what is no table', 'a: Int @wes_hasMany(type: "X")', '2:10 UNKNOWN_REFERENCE'],
  [
    'a relation by a field that is not there',
    'a: [A] @wes_hasMany(field: "nosuch")',
    '2:30 UNKNOWN_REFERENCE',
  ],
  [
    'a key of two columns for one',
    'a: B @wes_fk(ref: "B")\n}\ntype B @wes_table @wes_pk(fields: ["x", "y"]) {\n  x: Int!\n  y: Int!',
    '2:8 UNKNOWN_REFERENCE',
  ],
  ['a type that depends on itself', 'a: A @wes_fk(ref: "A.a")', '2:8 UNKNOWN_REFERENCE'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test('belongsTo looks for its field here, hasMany on the other side', () => {
  const sdl = (relation: string) =>
    `${table(`a: B @${relation}(field: "x")\n  x: Int`)}\ntype B @wes_table { y: Int }`;
  expect(problems(sdl('wes_belongsTo'))).toEqual([]);
  expect(problems(sdl('wes_hasOne'))).toEqual([expect.stringContaining('UNKNOWN_REFERENCE')]);
});

test('guesses the type and the field that were meant', () => {
  expect(
    hintFor(`${table('a: Int @wes_hasMany(type: "Custmer")')}\ntype Customer @wes_table { y: Int }`),
  ).toBe('Did you mean "Customer"?');
  expect(hintFor(table('a: [A] @wes_hasMany(field: "ownr")\n  owner: Int'))).toBe('Did you mean "owner"?');
});
