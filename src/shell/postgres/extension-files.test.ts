import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMBEDDED_EXTENSIONS } from '../../sql/extensions.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import type { Engine } from '../../world/engine.ts';
import { openFolder, openScratch } from './pglite.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: false });
});
afterAll(() => engine[Symbol.asyncDispose]());

const available = async (): Promise<Readonly<Record<string, string>>> => {
  const rows = await engine.session.query<{ name: string; version: string }>(
    'select name::pg_catalog.text, default_version as version from pg_catalog.pg_available_extensions',
  );
  return Object.fromEntries(rows.map(({ name, version }) => [name, version]));
};

test('the table names what PostgreSQL finds, in the version that it has', async () => {
  expect(await available()).toEqual({ ...EMBEDDED_EXTENSIONS });
});

test('each can be created, in any order, those that it requires with it', async () => {
  for (const name of Object.keys(EMBEDDED_EXTENSIONS).toReversed())
    await engine.session.run(
      `begin; create extension if not exists ${quoteIdentifier(name)} cascade; rollback`,
    );
});

test.each([
  ['citext', "'Ab'::citext = 'aB'::citext", true],
  ['pg_trgm', "'word' % 'words'", true],
  ['pgcrypto', "crypt('a', gen_salt('bf', 4)) like '$2a$04$%'", true],
  ['uuid-ossp', 'uuid_generate_v5(uuid_ns_url(), $$a$$)::text', 'e1407479-3136-56c0-9908-bb02fb0339e2'],
  ['unaccent', "unaccent('Hôtel')", 'Hotel'],
  ['vector', "'[1,2]'::vector(2) <-> '[1,5]'", 3],
  ['pg_hashids', 'id_decode(id_encode(1001))::text', '{1001}'],
  ['earthdistance', 'earth_distance(ll_to_earth(0, 0), ll_to_earth(0, 0))', 0],
])('the code of %s runs: %s', async (name, expression, expected) => {
  const script = `begin; create extension ${quoteIdentifier(name)} cascade; select ${expression} as value; rollback`;
  expect((await engine.session.results(script))[2]).toEqual([{ value: expected }]);
});

test('a folder whose database has extensions opens again, and takes others', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'wesley-extensions-')), 'database');
  try {
    const first = await openFolder(folder, { make: true });
    await first.session.run(`create extension citext schema public; create extension vector schema public;
      create table public.t (a public.citext primary key, v public.vector(2)); insert into public.t values ('Ab', '[1,2]')`);
    await first[Symbol.asyncDispose]();
    const second = await openFolder(folder, { make: false });
    await second.session.run('create extension hstore schema public; set search_path = public');
    expect(await second.session.query("select v::text from t where a = 'aB'")).toEqual([{ v: '[1,2]' }]);
    await second[Symbol.asyncDispose]();
  } finally {
    rmSync(join(folder, '..'), { recursive: true });
  }
});
