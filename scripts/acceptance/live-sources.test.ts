import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { FIXTURES } from '../../src/testing.ts';
import { type Server, startServer } from '../server.ts';

/* Live databases of every sort as sources. */

const folder = mkdtempSync(join(tmpdir(), 'wesley-live-'));
let server: Server;
beforeAll(async () => {
  server = await startServer(16);
  await run(readFileSync(join(FIXTURES, 'observer/shop.sql'), 'utf8'));
  await run('create role stranger login; revoke all on schema public, billing from public');
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function run(sql: string): Promise<void> {
  await using engine = await openPostgres(server.url);
  await engine.session.run(sql);
}

const asStranger = (): string => server.url.replace('postgres@', 'stranger@');

function wesley(...args: readonly string[]) {
  const main = join(import.meta.dir, '../../src/main.ts');
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, main, ...args], { cwd: folder });
  return { exit: exitCode, out: stdout.toString(), err: stderr.toString() };
}

test('a role without any right reads the same schema', () => {
  const all = wesley('pull', '--dsn', server.url);
  expect(all).toMatchObject({ exit: 0, err: '' });
  expect(wesley('pull', '--dsn', asStranger())).toEqual(all);
});

test('a right that is missing is named, and nothing is written', async () => {
  await run('revoke select on pg_catalog.pg_proc from public');
  const { exit, out, err } = wesley('pull', '--dsn', asStranger(), '--out', 'ir.json');
  await run('grant select on pg_catalog.pg_proc to public');
  expect(err).toContain('error[database-failed]: permission denied for table pg_proc (42501)');
  expect(err).toContain('Grant it to the role of the URL');
  expect([exit, out, existsSync(join(folder, 'ir.json'))]).toEqual([3, '', false]);
});

test('names in every alphabet, 1,600 columns and views that need each other are read', async () => {
  const wide = Array.from({ length: 1600 }, (_, i) => `c${i} integer`).join(', ');
  await run(`create schema odd; create table odd.wide (${wide});
    create table odd."naïve — таблица 表 جدول 😀" ("колонка ""x""" integer, "a.b" text);
    create view odd.one as select 1 as x; create view odd.two as select x from odd.one;
    create or replace view odd.one as select x from odd.two;
    create user mapping for shop_owner server far options (user 'x', password 'hushed')`);
  const { exit, out } = wesley('pull', '--dsn', server.url, '--out', 'ir.json');
  expect([exit, out]).toEqual([0, 'ir.json\n']);
  const snapshot = readFileSync(join(folder, 'ir.json'), 'utf8');
  const ids: readonly string[] = JSON.parse(snapshot).objects.map(({ id }: { id: string }) => id);
  expect(ids.filter((id) => id.startsWith('column:odd.wide.'))).toHaveLength(1600);
  expect(ids.filter((id) => /колонка|a\.b/.test(id))).toHaveLength(2);
  expect(ids.filter((id) => /^carried:view odd\./.test(id))).toHaveLength(2);
  expect(snapshot).not.toContain('hushed');
});

test('two sources that are the same database need no plan', () => {
  const { exit, out } = wesley('plan', '--from', server.url, '--to', 'ir.json');
  expect(out).toContain('0 changes, 0 steps, 0 destructive');
  expect(exit).toBe(0);
});

test('text that is in no encoding that anybody knows is refused, and plain text is not', async () => {
  await run(`create database ascii encoding 'SQL_ASCII' template template0`);
  const url = server.url.replace(/postgres$/, 'ascii');
  await using engine = await openPostgres(url);
  await engine.session.run('create table public.plain (a text)');
  expect(wesley('pull', '--dsn', url)).toMatchObject({ exit: 0 });
  // One byte, 0xE9, which is é in LATIN1.
  await engine.session.run(
    `do $$ begin execute 'comment on table public.plain is ''caf' || chr(233) || ''''; end $$`,
  );
  const { exit, out, err } = wesley('pull', '--dsn', url);
  expect(err).toContain(
    'error[database-encoding]: text of the schema is in no known encoding: invalid byte sequence for encoding "UTF8": 0xe9',
  );
  expect([exit, out]).toEqual([3, '']);
});
