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

test('of an extension only itself is carried, whatever it has', async () => {
  for (const name of ['vector', 'pg_trgm', 'pgcrypto', 'hstore', 'pg_ivm', 'pg_stat_statements', 'postgis']) {
    write({ 'h.sql': `create extension ${name}; create table t (a integer);` });
    const { objects } = await readMigrations('h.sql', world);
    const carried = objects.filter((object) => object.kind === 'carried');
    expect(carried.map(({ id }) => id)).toEqual([`carried:extension ${name}`]);
  }
}, 60_000);

test('stand-ins take the place of types of an extension that it lacks', async () => {
  write({
    'g.sql': `create schema gis; create extension if not exists postgis with schema gis version '3.4.2';
      create extension if not exists postgis; comment on extension postgis is 'maps';
      begin; create table t (id integer primary key, zone gis.geometry(Polygon,4326) not null, at gis.geography); commit;
      create index t_zone on t using gist (zone); create index t_at on t using brin (at);`,
  });
  const { objects } = await readMigrations('g.sql', world);
  expect(objects.flatMap((object) => (object.kind === 'column' ? object.type : []))).toEqual([
    'gis.geography',
    'integer',
    'gis.geometry(Polygon,4326)',
  ]);
  expect(objects.flatMap((object) => (object.kind === 'index' ? object.keys : []))).toEqual(['at', 'zone']);
});

const hintIn = async (sql: string): Promise<string | null | undefined> => {
  write({ 'f.sql': sql });
  const refused = await readMigrations('f.sql', world).catch((error: unknown) => error);
  return (refused as InputRefused).diagnostics[0]?.hint;
};

test('names the extension that it lacks, or that a file forgets, and no other reason', async () => {
  expect(await hintIn('create extension postgis; select postgis_version();')).toContain(
    'extension postgis, which',
  );
  expect(await hintIn('create table t (a geometry);')).toContain('extension postgis, which');
  expect(await hintIn('create table t (a uuid default uuid_generate_v4());')).toContain(
    'needs CREATE EXTENSION "uuid-ossp" first',
  );
  expect(await hintIn('create view v as select auth.uid();')).toBe(
    'Check how it is spelled, and in which schema it is.',
  );
});

/** What reading a file says on stderr, then its tables and indexes or why it is refused. */
async function told(path: string, content: string | Uint8Array): Promise<readonly string[]> {
  writeFileSync(join(folder, path), content);
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const listening = { ...world, log: { ...world.log, info: note, warn: note } };
  try {
    const { objects } = await readMigrations(path, listening);
    return [...lines, ...objects.map(({ id }) => id).filter((id) => /^(table|index)/.test(id))];
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    return [...lines, ...error.diagnostics.flatMap(({ message, hint }) => [message, hint ?? ''])];
  }
}

const DUMP = '--\n-- PostgreSQL database dump\n--\n\\restrict x\n-- Dumped from database version 19.1\n';

test('names what psql alone would obey and what is about the server, and reads the rest', async () => {
  const text = `${DUMP}set client_encoding = 'UTF8';
    set unheard_of = on;
    create database shop;
    \\connect shop
    create schema public;
    drop table gone;
    alter table gone drop constraint x;
    create table t (a integer check (a > 0));
    insert into t values (-1);
    copy t (a) from stdin;\n\\.\n
    alter table t owner to nobody_here;
    grant connect on database shop to nobody_here;
    create subscription s connection 'host=x' publication p;`;
  expect(await told('dump.sql', text)).toEqual([
    'dump.sql is a dump of PostgreSQL 19; it is read by 18, which does not know what is new in it',
    'dump.sql: 2 psql commands skipped: \\restrict (line 4), \\connect (line 9)',
    'dump.sql: not run, because it is about the server and not the database: CREATE DATABASE (line 8), GRANT (line 19), CREATE SUBSCRIPTION (line 20)',
    'table:public.t',
  ]);
});

test("gives psql's variables names, in bodies of functions too, and makes the schema that one names", async () => {
  const text = `lock table pg_catalog.pg_class;
    create table :APP_SCHEMA.t (a int);
    create function :APP_SCHEMA.f() returns :APP_SCHEMA.t language sql as 'select * from :APP_SCHEMA.t';`;
  expect(await told('v.sql', text)).toEqual([
    'v.sql: variables of psql stand for names: :APP_SCHEMA for app_schema',
    'table:app_schema.t',
  ]);
  expect(await told('w.sql', `\\set app public\n${text.replaceAll('APP_SCHEMA', 'app')}`)).toEqual([
    'w.sql: 1 psql command skipped: \\set (line 1)',
    'table:public.t',
  ]);
  expect((await told('x.sql', 'create table nosuch.t (a int);'))[0]).toContain(
    'schema "nosuch" does not exist',
  );
});

test('a folder of sqitch is read by its plan, and a file that only the plan knows is missed', async () => {
  write({
    'q/sqitch.plan': '%project=x\nz 2024-01-01T00:00:00Z A\na [z] 2024-01-02T00:00:00Z A\n',
    'q/deploy/z.sql': 'begin; create table z (a int); commit;',
    'q/deploy/a.sql': 'alter table z add b int; create index on z (b);',
    'q/revert/a.sql': 'drop table z;',
    'q/verify/a.sql': 'select 1/0;',
  });
  expect(await idsOf('q')).toEqual(['index:public.z_b_idx', 'table:public.z']);
  rmSync(join(folder, 'q/deploy/a.sql'));
  await expect(readMigrations('q', world)).rejects.toThrow('q/deploy/a.sql: sqitch.plan names it');
});

test('a folder whose runner nobody knows says in which order it was read', async () => {
  const orders = async (path: string): Promise<readonly string[]> => {
    const lines: string[] = [];
    await readMigrations(path, { ...world, log: { ...world.log, info: (line) => void lines.push(line) } });
    return lines;
  };
  write({
    'o/2_b.sql': 'select 2;',
    'o/10_c.sql': 'select 10;',
    'f/V1__a.sql': 'select 1;',
    'f/V2__b.sql': 'select 2;',
  });
  expect(await orders('o')).toEqual([
    'o: no runner of migrations is recognised; 2 files are read by the numbers in their names, from o/2_b.sql to o/10_c.sql',
  ]);
  expect(await orders('f')).toEqual([]);
});

test('what a dump may be wrong in, a migration may not', async () => {
  for (const statement of ['set unheard_of = on', 'drop table gone', 'create schema public']) {
    const [message] = await told('e.sql', `create table t (a integer); ${statement};`);
    expect(message).toMatch(/^The migration does not run: .* Read before it: 1 statement of this file\.$/);
  }
});

test('a refusal says how much was read before it, of the file and of the folder', async () => {
  expect((await told('s.sql', 'create table t (a int); create table u (a int); select from from;'))[0]).toBe(
    'syntax error at or near "from". Read before it: 2 statements of this file.',
  );
  write({
    'm/1.sql': 'create table a (a int);',
    'm/2.sql': 'create table a (a int);',
    'm/3.sql': 'select 1;',
  });
  await expect(readMigrations('m', world)).rejects.toThrow(
    'relation "a" already exists (42P07). Read before it: 0 statements of this file, 1 of 3 files.',
  );
});

test('a dump of several databases is refused by their names', async () => {
  expect(
    await told('all.sql', `${DUMP}\\connect template1\n\\connect a\ncreate table t (a int);\n\\connect b\n`),
  ).toEqual([
    'dump.sql is a dump of PostgreSQL 19; it is read by 18, which does not know what is new in it'.replace(
      'dump',
      'all',
    ),
    'all.sql holds several databases: a, b.',
    'Dump the one that is meant: pg_dump --dbname b --file dump.sql',
  ]);
});

test('what is no text is refused with what makes it text', async () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  expect(await told('c.dump.sql', bytes('PGDMP\x01\x0e\0'))).toEqual([
    'c.dump.sql is a dump in the custom format (-Fc), and only text is read.',
    'Type: pg_restore --file dump.sql c.dump.sql',
  ]);
  expect((await told('t.sql', bytes('toc.dat\0\0\0')))[1]).toBe('Type: pg_restore --file dump.sql t.sql');
  expect((await told('g.sql', bytes('\x1f\x8b\x08')))[1]).toBe('Type: gunzip g.sql');
  expect((await told('n.sql', bytes('\x7fELF\0\0')))[0]).toBe('n.sql holds NUL bytes: it is no SQL file.');
  expect((await told('empty.sql', ''))[0]).toBe('empty.sql holds no statement.');
  expect((await told('comment.sql', '-- nothing yet\n'))[0]).toBe('comment.sql holds no statement.');
  mkdirSync(join(folder, 'directory'), { recursive: true });
  writeFileSync(join(folder, 'directory/toc.dat'), 'PGDMP');
  await expect(readMigrations('directory', world)).rejects.toThrow('a dump in the directory format (-Fd)');
});

test('a script is read in the encoding that it sets', async () => {
  const latin = Buffer.from('set client_encoding = \'LATIN1\';\ncreate table "pr\xe9nom" (a int);', 'latin1');
  expect(await told('l.sql', latin)).toEqual([
    'l.sql is written in LATIN1; it is read and compared as UTF8',
    'table:public.pr\u00e9nom',
  ]);
  expect((await told('w.sql', latin.subarray(latin.indexOf('create'))))[0]).toMatch(/^Not UTF-8 from byte/);
});

test('refuses a folder without SQL', async () => {
  write({ 'd/readme.md': 'nothing here' });
  await expect(readMigrations('d', world)).rejects.toThrow('d holds no .sql file');
});
