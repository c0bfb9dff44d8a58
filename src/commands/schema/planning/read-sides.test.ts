import { afterAll, beforeAll, expect, test } from 'bun:test';
import { diff } from '../../../diff/diff.ts';
import { introspect } from '../../../ir/introspect/introspect.ts';
import type { Schema } from '../../../ir/schema.ts';
import { openScratch } from '../../../shell/postgres/pglite.ts';
import type { Engine } from '../../../world/engine.ts';
import { readSides } from './read-sides.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: false, tables: 400 });
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

async function databaseOf(count: number): Promise<Schema> {
  const { session } = engine;
  const tables = Array.from({ length: count }, (_, i) => {
    const reference = i % 100 === 0 ? '' : `references t${i - 1}`;
    return `create table t${i} (id int primary key ${reference}, note text default 'new');`;
  });
  await session.run(`set search_path = public; ${tables.join('')}`);
  const schema = await introspect(session);
  await session.run('drop schema public cascade; create schema public');
  return schema;
}

const withDefault = (schema: Schema, column: string, text: string): Schema => ({
  objects: schema.objects.map((object) =>
    object.id === `column:public.${column}` ? { ...object, default: text } : object,
  ) as Schema['objects'],
});

test('of a large database only what a change can touch is made, and words are no change', async () => {
  const live = await databaseOf(310);
  const target = withDefault(withDefault(live, 't5.note', "'new'"), 't203.note', "'old'");
  const { from, to, scope } = await readSides(live, target, engine.session);
  expect(scope).toEqual(
    ['t200', 't201', 't202', 't203', 't204'].map((name) => `table:public.${name}` as const),
  );
  expect(diff(from, to).map((change) => change.kind === 'alter' && change.after.id)).toEqual([
    'column:public.t203.note',
  ]);
}, 60_000);

test('a smaller one is made whole', async () => {
  const live = await databaseOf(3);
  const { from, to, scope } = await readSides(live, withDefault(live, 't1.note', "'new'"), engine.session);
  expect(scope).toBeNull();
  expect(diff(from, to)).toEqual([]);
  expect(from.objects).toHaveLength(live.objects.length);
});
