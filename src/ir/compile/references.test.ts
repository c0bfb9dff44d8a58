import { beforeAll, expect, test } from 'bun:test';
import { hintFor, loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const CUSTOMER = 'type Customer @wes_table { id: ID! @wes_pk\n  code: ID! @wes_unique }';
const key = (args: string): string => `${table(`a: ID @wes_fk(${args})`)}\n${CUSTOMER}`;

test.each([
  ['ref: "Customer.code"', ['code']],
  ['ref: "Customer"', ['id']],
  ['ref: "Customer", refFields: ["code"]', ['code']],
])('%s is the key %p', (args, refColumns) => {
  const [found] = objectsFor('constraint', key(args)).filter(({ type }) => type === 'foreign key');
  expect(found).toMatchObject({ refTable: 'table:public.customer', refColumns });
});

test('a primary key on the type is found by its fields', () => {
  const sdl = `type A @wes_table @wes_fk(fields: ["x", "y"], ref: "B") { x: Int\n y: ID }
    type B @wes_table @wes_pk(fields: ["m", "n"]) { m: Int!\n n: ID! }`;
  expect(objectsFor('constraint', sdl)[0]).toMatchObject({ columns: ['x', 'y'], refColumns: ['m', 'n'] });
});

test.each([
  ['a table that is not there', 'ref: "B.id"', '2:22 UNKNOWN_REFERENCE'],
  ['more names than a type and a field', 'ref: "Customer.id.x"', '2:22 UNKNOWN_REFERENCE'],
  ['a field that is not there', 'ref: "Customer.nosuch"', '2:22 UNKNOWN_REFERENCE'],
  ['fields named twice', 'ref: "Customer.id", refFields: ["id"]', '2:22 UNKNOWN_REFERENCE'],
])('refuses %s', (_, args, expected) => {
  expect(problems(key(args))).toEqual([expected]);
});

test('guesses the type and the field that were meant', () => {
  expect(hintFor(key('ref: "Custmer.id"'))).toBe('Did you mean "Customer.id"?');
  expect(hintFor(key('ref: "Customer.cod"'))).toBe('Did you mean "Customer.code"?');
  expect(hintFor(key('ref: "Zzzzzzzz.id"'))).toBe('Write "Type.field".');
});
