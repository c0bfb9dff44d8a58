/**
 * Makes what the executable carries besides code, compressed: PGlite's own files, its extensions, and two data
 * directories, PostgreSQL after initdb without and with pgTAP. A start from one takes a quarter of a second; initdb takes one to five. Kept in
 * `build/` until PGlite changes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import { dependencies } from '../package.json';
import { packExtensions } from './pack-extensions.ts';

const FOLDER = join(import.meta.dir, '..', 'build');
const PGLITE = join(import.meta.dir, '../node_modules/@electric-sql/pglite/dist');
const STATIC_PGTAP = join(import.meta.dir, 'pgtap-static.sql');
const STAMP = join(FOLDER, 'made-by.txt');
const MADE_BY = `${Object.entries(dependencies)
  .filter(([name]) => name.startsWith('@electric-sql/'))
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}, layout 7\n`;
// 19 saves 8 % more and takes four times as long.
const ZSTD_LEVEL = 12;

async function compress(bytes: Uint8Array, name: string): Promise<void> {
  await Bun.write(join(FOLDER, name), Bun.zstdCompressSync(bytes, { level: ZSTD_LEVEL }));
}

async function dump(db: PGlite, name: string): Promise<void> {
  // The second one lets go of the WAL that the first still needed.
  await db.exec('checkpoint');
  await db.exec('checkpoint');
  await compress(new Uint8Array(await (await db.dumpDataDir('none')).arrayBuffer()), name);
}

// A data directory is copied whole into memory: a WAL segment of 16 MB was a third of it. Spare segments are not kept.
const INITDB = ['--wal-segsize=1'];
const START = [...PGlite.defaultStartParams, '-c', 'min_wal_size=2MB'];

async function make(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await extractPgtap();
  for (const name of ['pglite.wasm', 'pglite.data'])
    await compress(await Bun.file(join(PGLITE, name)).bytes(), `${name}.zst`);
  await Bun.write(join(FOLDER, 'extensions.pack'), await packExtensions());
  const db = await PGlite.create({ extensions: { pgtap }, initDbStartParams: INITDB, startParams: START });
  await dump(db, 'postgres.tar.zst');
  // In a schema of its own: its thousand functions are no part of what a rehearsal compares.
  await db.exec('create schema wesley; create extension pgtap with schema wesley');
  await db.exec(`set search_path = wesley; ${await Bun.file(STATIC_PGTAP).text()}; reset search_path`);
  // It is thrown away after a rehearsal, which makes no databases: half of the directory were templates.
  await db.exec('update pg_database set datistemplate = false');
  for (const template of ['template0', 'template1']) await db.exec(`drop database ${template}`);
  await dump(db, 'postgres-pgtap.tar.zst');
  await db.close();
  await Bun.write(STAMP, MADE_BY);
}

/** pgTAP as one script, for a real server that has no such extension: it is SQL and PL/pgSQL throughout. */
async function extractPgtap(): Promise<void> {
  const archive = join(import.meta.dir, '../node_modules/@electric-sql/pglite-pgtap/dist/pgtap.tar.gz');
  const member = 'share/postgresql/extension/pgtap.sql';
  const tar = Bun.spawnSync(['tar', '-xzOf', archive, member], { stderr: 'pipe' });
  if (!tar.success || tar.stdout.length === 0)
    throw new Error(`${member} is not in ${archive}: ${tar.stderr}`);
  const whole = Buffer.concat([tar.stdout, Buffer.from('\n'), await Bun.file(STATIC_PGTAP).bytes()]);
  await compress(whole, 'pgtap.sql.zst');
}

/** What libpg-query's memory begins with, unpacked: that takes 1.5 ms, of the 35 that `check` of a small file takes. */
async function unpackImage(): Promise<void> {
  const packed = await Bun.file(join(import.meta.dir, '../src/sql/translated/libpg-query.image.zst')).bytes();
  const [image, file] = [Bun.zstdDecompressSync(packed), Bun.file(join(FOLDER, 'libpg-query.image'))];
  // Left alone where it is right: another process may be reading it.
  if ((await file.exists()) && image.equals(await file.bytes())) return;
  await Bun.write(file, image);
}

const stamp = Bun.file(STAMP);
if (!(await stamp.exists()) || (await stamp.text()) !== MADE_BY) await make();
await unpackImage();
