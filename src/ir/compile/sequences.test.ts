import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const column = (field: string) => objectsFor('column', table(field))[0];
const sequences = (sdl: string) => objectsFor('sequence', sdl);

test('an identity is generated always unless it says otherwise, and keeps only what is not usual', () => {
  expect(column('a: Int! @wes_identity')).toMatchObject({
    type: 'integer',
    identity: 'always',
    default: null,
  });
  expect(column('a: Int! @wes_identity')).not.toHaveProperty('identitySequence');
  expect(column('a: Int! @wes_identity(start: 1, max: 2147483647)')).not.toHaveProperty('identitySequence');
  expect(
    column('a: BigInt! @identity(always: false, start: 5000000000, cache: 20, name: "n")'),
  ).toMatchObject({
    identity: 'by default',
    identitySequence: { start: '5000000000', cache: '20', name: 'n' },
  });
  expect(column('a: ID! @wes_identity')).toMatchObject({ type: 'bigint' });
});

test('an identity that falls starts at its max', () => {
  expect(column('a: Int! @wes_identity(increment: -1, max: 9)')).toMatchObject({
    identitySequence: { increment: '-1', max: '9' },
  });
  expect(
    column('a: Int! @wes_identity(increment: -1, max: 9, start: 9)')?.identitySequence,
  ).not.toHaveProperty('start');
});

test('serial is a default and a sequence of the type of the column, which belongs to it', () => {
  const sdl = 'type Order @wes_table(schema: "s") { id: Int! @wes_column(type: "smallint") @wes_serial }';
  expect(objectsFor('column', sdl)).toMatchObject([
    { default: "nextval('s.order_id_seq'::regclass)", notNull: true, identity: null },
  ]);
  expect(sequences(sdl)).toMatchObject([
    {
      id: 'sequence:s.order_id_seq',
      type: 'smallint',
      start: '1',
      min: '1',
      max: '32767',
      increment: '1',
      cache: '1',
      cycle: false,
      ownedBy: 'column:s.order.id',
    },
  ]);
  expect(sequences(table('id: BigInt! @wes_serial(name: "N")'))).toMatchObject([
    { name: 'N', type: 'bigint' },
  ]);
});

test('a sequence stands with the schema or with a type, and may belong to a column', () => {
  const sdl = `extend schema @wes_sequence(name: "free", schema: "x", type: "int", increment: -2, comment: "c")
    type A @wes_table(schema: "s") @wes_sequence(name: "own", ownedBy: "bC", cycle: true) { bC: Int }`;
  expect(sequences(sdl)).toMatchObject([
    { id: 'sequence:s.own', ownedBy: 'column:s.a.b_c', cycle: true, type: 'bigint' },
    {
      id: 'sequence:x.free',
      ownedBy: null,
      type: 'integer',
      comment: 'c',
      start: '-1',
      min: '-2147483648',
      max: '-1',
    },
  ]);
  expect(objectsFor('schema', sdl).map(({ name }) => name)).toEqual(['s', 'x']);
});

test.each([
  ['an identity that may be null', 'a: Int @wes_identity', '2:6 INVALID_SEQUENCE'],
  ['a serial that is no number', 'a: String! @wes_serial', '2:14 INVALID_SEQUENCE'],
  ['a start beyond the type', 'a: Int! @wes_identity(start: 3000000000)', '2:11 INVALID_SEQUENCE'],
  ['an increment of zero', 'a: Int! @wes_identity(increment: 0)', '2:11 INVALID_SEQUENCE'],
  ['a cache of nothing', 'a: Int! @wes_identity(cache: 0)', '2:11 INVALID_SEQUENCE'],
  ['limits the wrong way round', 'a: Int! @wes_identity(min: 5, max: 5)', '2:11 INVALID_SEQUENCE'],
  ['limits beyond the type', 'a: Int! @wes_identity(max: 2147483648)', '2:11 INVALID_SEQUENCE'],
  ['two ways to be filled', 'a: Int! @wes_serial @wes_default(value: 1)', '2:11 CONFLICTING_DIRECTIVES'],
])('refuses %s', (_, field, expected) => {
  expect(problems(table(field))).toEqual([expected]);
});

test.each([
  ['a sequence of text', '@wes_sequence(name: "s", type: "text")', '1:50 INVALID_SEQUENCE'],
  ['the sequence of no column', '@wes_sequence(name: "s", ownedBy: "z")', '1:53 UNKNOWN_COLUMN'],
  [
    'a sequence apart from its table',
    '@wes_sequence(name: "s", ownedBy: "a", schema: "x")',
    '1:66 INVALID_SEQUENCE',
  ],
  ['the name of another relation', '@wes_sequence(name: "a")', '1:19 NAME_COLLISION'],
])('refuses %s', (_, directive, expected) => {
  expect(problems(table('a: Int', directive))).toEqual([expected]);
});
