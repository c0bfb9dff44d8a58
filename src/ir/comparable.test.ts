import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { diff } from '../diff/diff.ts';
import { sessionOn } from '../testing.ts';
import type { Session } from '../world/engine.ts';
import { comparable } from './comparable.ts';
import { introspect } from './introspect/introspect.ts';
import type { Schema, SchemaObject } from './schema.ts';

let server: PGlite;
let session: Session;
beforeAll(() => {
  server = new PGlite();
  session = sessionOn(server);
});
afterAll(async () => {
  await server.close();
});

const COUNT = 6;
const tableSql = (i: number): string => `
  create table t${i} (id int primary key, code varchar(20) default 'new' check (code in ('new', 'used')), n ${i === 0 ? 'numeric' : 'bigint'},
    at date default now(), "Odd name" text, check ("Odd name" <> ''), constraint n_check check (n = 1), constraint own check (t${i}.n > 0));
  create index t${i}_idx on t${i} (lower(code)) where code = 'new';
  alter table t${i} enable row level security;
  create policy p on t${i} using (code = current_user and exists (select from t0 where t0.code = t${i}.code));`;

/** The tables as PostgreSQL prints them. */
async function database(): Promise<Schema> {
  const tables = Array.from({ length: COUNT }, (_, i) => tableSql(i));
  await server.exec(`set search_path = public; ${tables.join('')}`);
  const schema = await introspect(session);
  await server.exec('drop schema public cascade; create schema public');
  return schema;
}

const WORDS: readonly (readonly [RegExp, (object: SchemaObject) => object])[] = [
  [/^column:.*\.code$/, () => ({ default: "'new'" })],
  [/^column:.*\.at$/, () => ({ default: 'CURRENT_TIMESTAMP' })],
  [/_code_check$/, () => ({ expression: "code IN ('new', 'used')" })],
  [/_check1?$/, ({ id }) => (id.endsWith('n_check') ? { expression: 'n = 1' } : {})],
  [/\.own$/, ({ id }) => ({ expression: `${/t\d/.exec(id)?.[0]}.n > 0` })],
  [/_idx$/, () => ({ where: "code = 'new'" })],
  [
    /^policy:/,
    ({ id }) => ({
      using: `code = current_user and exists (select from public.t0 where t0.code = ${/t\d/.exec(id)?.[0]}.code)`,
    }),
  ],
];

/** The same in the words of a person. */
const typed = ({ objects }: Schema): Schema => ({
  objects: objects.map(
    (object) =>
      Object.assign(
        {},
        object,
        ...WORDS.flatMap(([id, words]) => (id.test(object.id) ? [words(object)] : [])),
      ) as SchemaObject,
  ),
});

const change = ({ objects }: Schema, id: string, facts: object): Schema => ({
  objects: objects.map((object) => (object.id === id ? { ...object, ...facts } : object) as SchemaObject),
});

async function differing(a: Schema, b: Schema): Promise<readonly string[]> {
  const [one, other] = await comparable(a, b, async () => session);
  return diff(one, other).map((found) => (found.kind === 'alter' ? found.after.id : found.kind));
}

test('other words are no difference', async () => {
  const live = await database();
  const written = typed(live);
  expect(diff(written, live).length).toBeGreaterThan(5 * COUNT);
  expect((await differing(written, live)).filter((id) => !id.endsWith('.at'))).toEqual([]);
});

test('a default that means something else is one, in every table', async () => {
  const live = await database();
  expect((await differing(typed(live), live)).filter((id) => id.endsWith('.at'))).toHaveLength(COUNT);
});

test.each([
  ['column:public.t3.code', { default: "'old'" }],
  ['constraint:public.t5.t5_code_check', { expression: "code IN ('new', 'gone')" }],
  ['index:public.t2_idx', { where: "code = 'used'" }],
  ['policy:public.t1.p', { using: 'code = session_user' }],
  ['constraint:public.t2.own', { expression: 't2.id > 0' }],
])('what differs in one of many tables that are alike is found: %s', async (id, facts) => {
  const live = await database();
  const without = (ids: readonly string[]) => ids.filter((one) => !one.endsWith('.at'));
  expect(without(await differing(change(typed(live), id, facts), live))).toEqual([id]);
});

test('the same words on columns of other types are told apart', async () => {
  const live = await database();
  const both = (expression: string): Schema => ({
    objects: live.objects.map((o) => (o.id.endsWith('.n_check') ? { ...o, expression } : o) as SchemaObject),
  });
  const found = await differing(both('n = 1'), both('(n = (1)::numeric)'));
  expect(found).toEqual([1, 2, 3, 4, 5].map((i) => `constraint:public.t${i}.n_check`));
});
