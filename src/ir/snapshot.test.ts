import { beforeAll, expect, test } from 'bun:test';
import ir from '../targets/ir.ts';
import {
  fixtureSchema,
  loadParserForTests,
  openTestServer,
  schemaFrom,
  sessionOn,
  stories,
} from '../testing.ts';
import { introspect } from './introspect/introspect.ts';
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

test('what a catalog holds is read back, what no schema expresses included', async () => {
  const server = await openTestServer();
  try {
    await server.exec(`set search_path = public;
      create type mood as enum ('a', 'b'); create domain positive as int check (value > 0);
      create table p (id int, at date, primary key (id, at)) partition by range (at);
      create table p1 partition of p for values from ('2026-01-01') to ('2027-01-01');
      create table t (id int generated always as identity primary key, m mood, d positive, l int[] default '{}',
        g int generated always as (1) stored, p_id int, p_at date, foreign key (p_id, p_at) references p (id, at),
        exclude using btree (id with =));
      create index on t (abs(p_id)) where id > 0; create view v as select * from t;
      create function f() returns int language sql as 'select 1'; alter table t enable row level security;
      create policy own on t for select to public using (id = 1); comment on table t is 'c';`);
    const schema = await introspect(sessionOn(server));
    const read = readIr(ir.generate(schema)[0]?.text ?? '');
    if (typeof read === 'string') throw new Error(read);
    expect(read.fromCatalog).toBe(true);
    expect(read.schema.objects).toEqual(schema.objects);
    expect(new Set(schema.objects.map(({ kind }) => kind)).size).toBeGreaterThan(5);
  } finally {
    await server.close();
  }
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
