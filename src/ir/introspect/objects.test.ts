import { expect, test } from 'bun:test';
import { type ColumnRow, columnOf } from './column.ts';
import {
  type ConstraintRow,
  constraintOf,
  enumOf,
  indexOf,
  namespaceOf,
  policyOf,
  type TableRow,
  tableOf,
} from './objects.ts';

const COLUMN: ColumnRow = {
  schema: 'public',
  table: 't',
  name: 'a',
  comment: null,
  position: 1,
  type: 'integer',
  notNull: false,
  expression: null,
  identity: '',
  generated: '',
  collation: null,
  collationSchema: null,
  enumSchema: null,
  enumName: null,
  storage: null,
  compression: null,
  statistics: null,
  options: null,
  inherited: false,
  notNullName: null,
  sequence: null,
};
const TABLE: TableRow = {
  oid: 1,
  schema: 'public',
  name: 't',
  comment: null,
  rowSecurity: false,
  forceRowSecurity: false,
  unlogged: false,
  options: null,
  partitionKey: null,
  bound: null,
  parents: null,
  replicaIdentity: null,
  accessMethod: null,
  tablespace: null,
  ofType: null,
};
const OF_INDEX = { options: null, clustered: null, tablespace: null, statistics: null };
const CONSTRAINT: ConstraintRow = {
  oid: 1,
  ...OF_INDEX,
  schema: 'public',
  table: 't',
  name: 'c',
  comment: null,
  type: 'c',
  validated: true,
  deferrable: false,
  deferred: false,
  columns: ['a'],
  include: [],
  nullsNotDistinct: false,
  refSchema: null,
  refTable: null,
  refColumns: [],
  onDelete: 'a',
  onUpdate: 'a',
  expression: null,
  definition: 'as PostgreSQL prints it',
  special: false,
};

test('names with dots and quotes give ids of their own', () => {
  expect(namespaceOf({ oid: 1, name: 'a.b', comment: null }).id).toBe('schema:"a.b"');
  const row = { rowSecurity: true, forceRowSecurity: false, comment: 'said' };
  expect(tableOf({ ...TABLE, schema: 'a"b', name: 'c', ...row })).toMatchObject({
    id: 'table:"a""b".c',
    ...row,
  });
  expect(columnOf({ ...COLUMN, table: 'x.y' })).toMatchObject({
    id: 'column:public."x.y".a',
    table: 'table:public."x.y"',
  });
});

test('an enum without values has none', () => {
  const row = { oid: 1, schema: 'public', name: 'mood', comment: null };
  expect(enumOf({ ...row, values: ['b', 'a'] }).values).toEqual(['b', 'a']);
  expect(enumOf({ ...row, values: null }).values).toEqual([]);
});

test('the expression of a column is its default, or what it is generated from', () => {
  const of = (row: Partial<ColumnRow>) => {
    const { default: byDefault, generated } = columnOf({ ...COLUMN, ...row });
    return [byDefault, generated];
  };
  expect(of({ expression: '1' })).toEqual(['1', null]);
  expect(of({ expression: '1', generated: 's' })).toEqual([null, { expression: '1', stored: true }]);
  expect(of({ expression: '1', generated: 'v' })).toEqual([null, { expression: '1', stored: false }]);
});

test.each([
  ['a', 'always'],
  ['d', 'by default'],
  ['', null],
] as const)('identity %p is %p', (identity, expected) => {
  expect(columnOf({ ...COLUMN, identity }).identity).toBe(expected);
});

test('a column knows the enum of its type', () => {
  expect(columnOf({ ...COLUMN, enumSchema: 's', enumName: 'mood' }).enumType).toBe('enum:s.mood');
  expect(columnOf(COLUMN).enumType).toBeNull();
});

test.each([
  ['p', { type: 'primary key', columns: ['a'] }],
  ['u', { type: 'unique', columns: ['a'] }],
  ['c', { type: 'check', expression: 'a > 0' }],
  [
    'f',
    {
      type: 'foreign key',
      refTable: 'table:public.r',
      refColumns: ['id'],
      onDelete: 'CASCADE',
      onUpdate: 'SET DEFAULT',
    },
  ],
  ['x', { type: 'other', definition: 'as PostgreSQL prints it' }],
] as const)('a constraint of contype %s', (type, expected) => {
  const reference = { refSchema: 'public', refTable: 'r', refColumns: ['id'], onDelete: 'c', onUpdate: 'd' };
  expect(constraintOf({ ...CONSTRAINT, ...reference, type, expression: 'a > 0' })).toMatchObject({
    id: 'constraint:public.t.c',
    table: 'table:public.t',
    ...expected,
  });
});

test.each([
  ['a', 'NO ACTION'],
  ['r', 'RESTRICT'],
  ['c', 'CASCADE'],
  ['n', 'SET NULL'],
  ['d', 'SET DEFAULT'],
] as const)('the action %s is %s', (onDelete, expected) => {
  expect(constraintOf({ ...CONSTRAINT, type: 'f', onDelete })).toMatchObject({ onDelete: expected });
});

test('a constraint with an option that no schema has a word for keeps its text', () => {
  expect(constraintOf({ ...CONSTRAINT, special: true })).toMatchObject({
    type: 'other',
    definition: 'as PostgreSQL prints it',
  });
});

test.each([
  [false, false, 'no'],
  [true, false, 'initially immediate'],
  [true, true, 'initially deferred'],
] as const)('deferrable %p and deferred %p is %s', (deferrable, deferred, expected) => {
  expect(constraintOf({ ...CONSTRAINT, deferrable, deferred }).deferrable).toBe(expected);
});

test('an index has an id in its schema, and a table', () => {
  const row = {
    schema: 'public',
    table: 't',
    name: 'i',
    comment: null,
    method: 'gin',
    unique: false,
    nullsNotDistinct: false,
    valid: false,
    keys: ['lower(a)'],
    columns: null,
    include: [],
    where: 'a > 0',
  };
  expect(indexOf({ oid: 1, ...OF_INDEX, ...row })).toMatchObject({
    id: 'index:public.i',
    table: 'table:public.t',
    method: 'gin',
    valid: false,
    keys: ['lower(a)'],
    columns: null,
    where: 'a > 0',
  });
});

test.each([
  ['r', 'SELECT'],
  ['a', 'INSERT'],
  ['w', 'UPDATE'],
  ['d', 'DELETE'],
  ['*', 'ALL'],
] as const)('the policy command %s is %s', (command, expected) => {
  const row = {
    oid: 1,
    schema: 'public',
    table: 't',
    name: 'p',
    comment: null,
    permissive: false,
    roles: [],
    using: null,
    check: 'true',
  };
  expect(policyOf({ ...row, command })).toMatchObject({
    id: 'policy:public.t.p',
    command: expected,
    permissive: false,
    check: 'true',
  });
});

test('what is carried of a table is there only where it differs from what CREATE TABLE makes', () => {
  expect(tableOf(TABLE)).not.toHaveProperty('carried');
  const partition = { bound: "FOR VALUES IN ('a')", parents: [['public', 'all.of']] as const };
  expect(tableOf({ ...TABLE, unlogged: true, ...partition }).carried).toEqual({
    unlogged: true,
    partitionOf: { table: 'table:public."all.of"', bound: partition.bound },
  });
});

const SEQUENCE = {
  schema: 'public',
  name: 't_a_seq',
  start: '1',
  increment: '1',
  min: '1',
  max: '2147483647',
  cache: '1',
  cycle: false,
};
test.each([
  [SEQUENCE, undefined],
  [
    { ...SEQUENCE, name: 'mine', start: '5' },
    { name: 'mine', start: '5' },
  ],
  [{ ...SEQUENCE, increment: '-1', min: '-2147483648', max: '-1', start: '-1' }, { increment: '-1' }],
])('the sequence of an identity column: %#', (sequence, expected) => {
  expect(columnOf({ ...COLUMN, identity: 'a', sequence }).identitySequence).toEqual(expected);
});
