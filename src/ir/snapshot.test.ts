import { beforeAll, expect, test } from 'bun:test';
import ir from '../targets/ir.ts';
import { fixtureSchema, loadParserForTests, schemaFrom, stories } from '../testing.ts';
import type { SchemaObject } from './schema.ts';
import { schemaDigest, schemaOf } from './schema-of.ts';
import { readIr } from './snapshot.ts';

beforeAll(loadParserForTests);

test.each([...stories('schemas')])('%s: what was written is read back', async (story) => {
  const schema = await fixtureSchema(`schemas/${story}/schema.graphql`);
  const read = readIr(ir.generate(schema)[0]?.text ?? '');
  if (typeof read === 'string') throw new Error(read);
  expect(schemaDigest(read.schema)).toBe(schemaDigest(schema));
  const text = (objects: readonly SchemaObject[]) =>
    objects.map((object) => ({
      ...object,
      declared: object.declared && { ...object.declared, origin: null },
    }));
  expect(text(read.schema.objects)).toEqual(text(schema.objects));
});

type Objects = Record<string, unknown>[];
const objectOf = (objects: Objects, kind: string): Record<string, unknown> =>
  objects.find((object) => object['kind'] === kind) ?? {};

const BROKEN: readonly (readonly [string, (objects: Objects) => unknown, string])[] = [
  ['no list', () => ({}), 'objects: '],
  ['an object that is none', () => [null], 'objects.0: '],
  ['an unknown kind', () => [{ kind: 'rocket', id: 'rocket:a' }], 'objects.0.kind: '],
  ['a column with nothing in it', () => [{ kind: 'column', id: 'column:public.a.b' }], 'objects.0.comment: '],
  ['a name that is a number', (all) => [{ ...objectOf(all, 'table'), name: 5 }], 'objects.0.name: '],
  [
    'an id of another kind',
    (all) => [{ ...objectOf(all, 'column'), table: 'enum:public.a' }],
    'objects.0.table: is no id of a table',
  ],
  ['a member that nobody knows', (all) => [{ ...objectOf(all, 'table'), extra: 1 }], 'objects.0: '],
  ['a column without its table', (all) => [objectOf(all, 'column')], 'needs table:public.t'],
  ['an object twice', (all) => [...all, objectOf(all, 'table')], 'an object stands there twice'],
];

test.each(BROKEN)('refuses a snapshot with %s, though its digest fits', async (_, change, says) => {
  const schema = await schemaFrom('type T @wes_table { id: ID! @wes_pk }');
  const document = JSON.parse(ir.generate(schema)[0]?.text ?? '');
  const objects = change(document.objects);
  const digest =
    Array.isArray(objects) && !objects.includes(null) ? schemaDigest(schemaOf(objects)) : document.digest;
  expect(readIr(JSON.stringify({ ...document, objects, digest }))).toContain(says);
});

test('refuses what is no JSON, and objects that the digest does not fit', async () => {
  const schema = await schemaFrom('type T @wes_table { id: ID! @wes_pk }');
  const text = ir.generate(schema)[0]?.text ?? '';
  expect(readIr('{')).toContain('no JSON');
  expect(readIr(text.replaceAll('"notNull":true', '"notNull":false'))).toContain('changed by hand');
});
