/**
 * Makes the two data directories that the executable carries: PostgreSQL after initdb, without and with pgTAP.
 * A start from one takes a third of a second; initdb takes one to five. Kept in `build/` until PGlite changes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import { dependencies } from '../package.json';

const FOLDER = join(import.meta.dir, '..', 'build');
const STAMP = join(FOLDER, 'made-by.txt');
const MADE_BY = `pglite ${dependencies['@electric-sql/pglite']}, layout 3\n`;
// 19 saves 8 % more and takes four times as long.
const ZSTD_LEVEL = 12;

async function dump(db: PGlite, name: string): Promise<void> {
  await db.exec('checkpoint');
  const tar = new Uint8Array(await (await db.dumpDataDir('none')).arrayBuffer());
  await Bun.write(join(FOLDER, name), Bun.zstdCompressSync(tar, { level: ZSTD_LEVEL }));
}

async function make(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await extractPgtap();
  const db = await PGlite.create({ extensions: { pgtap } });
  await dump(db, 'postgres.tar.zst');
  // In a schema of its own: its thousand functions are no part of what a rehearsal compares.
  await db.exec('create schema pgtap; create extension pgtap with schema pgtap');
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
  await Bun.write(join(FOLDER, 'pgtap.sql.zst'), Bun.zstdCompressSync(tar.stdout, { level: ZSTD_LEVEL }));
}

const stamp = Bun.file(STAMP);
if (!(await stamp.exists()) || (await stamp.text()) !== MADE_BY) await make();
