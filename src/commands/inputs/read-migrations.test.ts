import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputRefused } from '../../base/diagnostic.ts';
import { positionAt } from '../../base/span.ts';
import { realWorld } from '../../shell/world.ts';
import { readMigrations } from './read-migrations.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-migrations-'));
const world = realWorld({ cwd: folder, quiet: true, debug: false, color: false });
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const idsOf = async (path: string): Promise<readonly string[]> =>
  (await readMigrations(path, world)).objects.map(({ id }) => id).filter((id) => /^(table|index)/.test(id));

test('runs a folder in its own order, without the files that undo others', async () => {
  write({
    'a/9_second.sql':
      'alter table t add b integer; create index concurrently t_b on t (b); grant select on t to "Odd Role";',
    'a/1_first.up.sql': 'create table t (a integer);',
    'a/1_first.down.sql': 'drop table t;',
    'a/10_third.sql': 'create table u (a integer);\ncopy u from stdin;\n1\n\\.\ncreate index u_a on u (a);',
  });
  expect(await idsOf('a')).toEqual([
    'index:public.t_b',
    'index:public.u_a',
    'table:public.t',
    'table:public.u',
  ]);
});

test('makes the roles that a migration grants to, within a transaction block too', async () => {
  write({
    'r.sql':
      'begin;\ncreate table t (a integer);\ngrant select on t to app, auditor;\ncommit;\ngrant insert on t to writer;',
  });
  expect(await idsOf('r.sql')).toEqual(['table:public.t']);
});

test('leaves out the part of a file that undoes the rest', async () => {
  write({ 'b.sql': '-- migrate:up\ncreate table t (a integer);\n-- migrate:down\ndrop table t;' });
  expect(await idsOf('b.sql')).toEqual(['table:public.t']);
});

test('points at the statement that does not run', async () => {
  const text = 'create table t (a integer);\n\nalter table nosuch add b integer;';
  write({ 'c.sql': text });
  const refused = await readMigrations('c.sql', world).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InputRefused);
  const [problem] = (refused as InputRefused).diagnostics;
  expect(problem?.message).toContain('relation "nosuch" does not exist (42P01)');
  expect(positionAt(text, problem?.span?.start ?? 0)).toEqual({ line: 3, column: 1 });
});

test('creates the extensions that the embedded PostgreSQL carries, whatever their version', async () => {
  write({
    'e.sql': `create schema ext; create extension if not exists "uuid-ossp" with schema ext version '1.0';
      create extension citext version '1.4'; alter extension citext update to '1.5';
      begin; create extension if not exists earthdistance cascade; commit;
      create table t (id uuid primary key default ext.uuid_generate_v4(), name citext);
      create index t_earth on t using gist (ll_to_earth(1, length(name)));`,
  });
  expect(await idsOf('e.sql')).toEqual(['index:public.t_earth', 'table:public.t']);
});

const hintIn = async (sql: string): Promise<string | null | undefined> => {
  write({ 'f.sql': sql });
  const refused = await readMigrations('f.sql', world).catch((error: unknown) => error);
  return (refused as InputRefused).diagnostics[0]?.hint;
};

test('names the extension that it lacks, or that a file forgets, and no other reason', async () => {
  expect(await hintIn('create extension postgis;')).toContain('extension postgis, which');
  expect(await hintIn('create table t (a uuid default uuid_generate_v4());')).toContain(
    'needs CREATE EXTENSION "uuid-ossp" first',
  );
  expect(await hintIn('create view v as select auth.uid();')).toBe(
    'Check how it is spelled, and in which schema it is.',
  );
});

test('refuses a folder without SQL', async () => {
  write({ 'd/readme.md': 'nothing here' });
  await expect(readMigrations('d', world)).rejects.toThrow('d holds no .sql file');
});
