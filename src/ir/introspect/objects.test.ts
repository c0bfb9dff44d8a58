import { expect, test } from 'bun:test';
import {
  type ColumnRow,
  type ConstraintRow,
  carriedOf,
  columnOf,
  constraintOf,
  enumOf,
  indexOf,
  namespaceOf,
  policyOf,
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
  enumSchema: null,
  enumName: null,
};
const CONSTRAINT: ConstraintRow = {
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
  expect(namespaceOf({ name: 'a.b', comment: null }).id).toBe('schema:"a.b"');
  const row = { rowSecurity: true, forceRowSecurity: false, comment: 'said' };
  expect(tableOf({ schema: 'a"b', name: 'c', ...row })).toMatchObject({
    id: 'table:"a""b".c',
    ...row,
  });
  expect(columnOf({ ...COLUMN, table: 'x.y' })).toMatchObject({
    id: 'column:public."x.y".a',
    table: 'table:public."x.y"',
  });
});

test('an enum without values has none', () => {
  const row = { schema: 'public', name: 'mood', comment: null };
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
  expect(indexOf(row)).toMatchObject({
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

test('what no schema expresses has the text that makes it, or a digest of its name', () => {
  const row = { what: 'view', schema: 'public', name: 'v' };
  expect(carriedOf({ ...row, definition: 'CREATE VIEW …' })).toMatchObject({
    id: 'carried:view public.v',
    definition: 'CREATE VIEW …',
  });
  expect(carriedOf({ ...row, definition: '' }).definition).toMatch(/^sha256:[0-9a-f]{64}$/);
});
