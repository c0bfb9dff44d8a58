import { beforeAll, expect, test } from 'bun:test';
import ir from '../../targets/ir.ts';
import { createAllSql } from '../create-all.ts';
import { readIr } from '../snapshot.ts';
import { loadParserOnly, objectsFor, problems, schemaFor } from './testing-compile.ts';

beforeAll(loadParserOnly);

const USERS = 'type AuthUser @wes_external(table: "auth.users", key: ["id"]) { id: ID!  email: String }';

test('a foreign key and a relation may name somebody else’s table, and nothing is made of it', () => {
  const sdl = `${USERS}
    type Profile @wes_table { id: ID! @wes_pk @wes_fk(ref: "AuthUser.id", onDelete: CASCADE)  by: AuthUser @wes_fk(ref: "AuthUser")
      all: [AuthUser] @wes_hasMany }`;
  const keys = objectsFor('constraint', sdl).flatMap((one) => (one.type === 'foreign key' ? [one] : []));
  expect(keys).toMatchObject([
    { columns: ['by_id'], refTable: 'table:auth.users', refColumns: ['id'] },
    { columns: ['id'], refTable: 'table:auth.users', refColumns: ['id'], onDelete: 'CASCADE' },
  ]);
  expect(objectsFor('table', sdl).map(({ id }) => id)).toEqual(['table:public.profile']);
  expect(objectsFor('schema', sdl)).toEqual([]);
  expect(createAllSql(schemaFor(sdl))).toContain('REFERENCES auth.users (id) ON DELETE CASCADE');
});

test.each([
  ['auth."Users"', 'table:auth.Users'],
  ['Users', 'table:public.users'],
  ['"a.b"."c""d"', 'table:"a.b"."c""d"'],
])('%s is read as SQL reads it', (written, id) => {
  const sdl = `type U @wes_external(table: ${JSON.stringify(written)}, key: "id") { id: ID! }
    type A @wes_table { u: ID @wes_fk(ref: "U.id") }`;
  expect(objectsFor('constraint', sdl)).toMatchObject([{ refTable: id }]);
  const [, name = ''] = /REFERENCES (.*) \(id\)/.exec(createAllSql(schemaFor(sdl))) ?? [];
  expect(name.toLowerCase()).toContain(written.split('.').at(-1)?.toLowerCase() ?? '?');
});

const withTable = (external: string) => `${external}\ntype A @wes_table { u: ID @wes_fk(ref: "U.id") }`;
test('a policy may stand on somebody else’s table, over the columns that are told of it', () => {
  const policy = (using: string) =>
    `type File @wes_external(table: "storage.objects") @wes_policy(name: "own", for: "SELECT", using: "${using}", comment: "c") { owner: ID }
    type A @wes_table { a: Int }`;
  const schema = schemaFor(policy('owner = auth.uid()'));
  expect(schema.objects.filter(({ kind }) => kind === 'policy')).toMatchObject([
    { id: 'policy:storage.objects.own', table: 'table:storage.objects', using: 'owner = auth.uid()' },
  ]);
  expect(createAllSql(schema)).toContain('CREATE POLICY own ON storage.objects FOR SELECT TO PUBLIC USING');
  expect(createAllSql(schema)).toContain("COMMENT ON POLICY own ON storage.objects IS 'c';");
  expect(readIr(ir.generate(schema)[0]?.text ?? '')).toMatchObject({ schema: { objects: { length: 3 } } });
  expect(problems(policy('nope = 1'))).toEqual(['1:98 UNKNOWN_COLUMN']);
});

test.each([
  ['a name that is none', 'type U @wes_external(table: "a.b.c") { id: ID! @wes_pk }', '1:29 INVALID_NAME'],
  [
    'what would change it',
    'type U @wes_external(table: "u") { id: ID! @wes_pk @wes_index }',
    '1:52 MISPLACED_DIRECTIVE',
  ],
  [
    'a table of both',
    'type U @wes_table @wes_external(table: "u") { id: ID! @wes_pk }',
    '1:19 CONFLICTING_DIRECTIVES',
  ],
  ['a key that is no field', 'type U @wes_external(table: "u", key: "x") { id: ID! }', '1:39 UNKNOWN_COLUMN'],
  ['a reference to no key', 'type U @wes_external(table: "u") { id: ID! }', '2:27 FOREIGN_KEY_WITHOUT_KEY'],
])('refuses %s', (_, external, expected) => {
  expect(problems(withTable(external))).toContain(expected);
});

test('a schema of nothing but external tables has no table', () => {
  expect(problems(USERS)).toEqual(['1:1 NO_TABLE']);
});
