import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { Failure } from '../base/failure.ts';
import type { Engine, Session } from '../sql/engine.ts';
import { SqlError } from '../sql/error.ts';
import { ASSETS } from './assets.ts';
import { lockFolder } from './folder-lock.ts';

// OIDs whose default parser would lose or reshape a value: int8 as text, times as PostgreSQL prints them.
const AS_TEXT = [20, 1082, 1083, 1114, 1184, 1186, 1266];

const parsers = Object.fromEntries(AS_TEXT.map((oid) => [oid, (text: string) => text]));

async function options(dataDirectory: string | null): Promise<PGliteOptions> {
  const bytes = (path: string): Promise<ArrayBuffer> => Bun.file(path).arrayBuffer();
  const compile = async (path: string): Promise<WebAssembly.Module> => WebAssembly.compile(await bytes(path));
  const [pgliteWasmModule, initdbWasmModule, tar] = await Promise.all([
    compile(ASSETS.pgliteWasm),
    compile(ASSETS.initdbWasm),
    dataDirectory === null ? null : Bun.zstdDecompress(new Uint8Array(await bytes(dataDirectory))),
  ]);
  return {
    pgliteWasmModule,
    initdbWasmModule,
    fsBundle: Bun.file(ASSETS.pgliteData) as unknown as Blob,
    parsers,
    ...(tar ? { loadDataDir: new Blob([new Uint8Array(tar)]) } : {}),
  };
}

/** An embedded Postgres in memory, gone with its handle. About half a second and 450 MB. */
export async function openScratch(request: { readonly pgtap: boolean }): Promise<Engine> {
  const db = await PGlite.create(await options(request.pgtap ? ASSETS.postgresPgtap : ASSETS.postgres));
  if (request.pgtap) await db.exec('set search_path = public, pgtap');
  return engineOf(db, () => db.close());
}

/**
 * The embedded database kept in `folder`, made if missing. One process at a time: PGlite corrupts what two open.
 *
 * @throws {Failure} `database-busy` naming the process that has it, `database-unreachable` when it can't be opened.
 */
export async function openFolder(folder: string): Promise<Engine> {
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (isNew && existsSync(folder) && readdirSync(folder).some((name) => name !== 'wesley.lock')) {
    throw new Failure('database-unreachable', `${folder} is no embedded database: it holds other files`, {
      hint: 'Name an empty or new folder: --dsn pglite:./database',
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new Failure('database-unreachable', `can't make the folder ${folder}`, { cause });
  }
  const release = lockFolder(folder);
  try {
    const db = await PGlite.create({ dataDir: folder, ...(await options(isNew ? ASSETS.postgres : null)) });
    return await engineOf(db, async () => {
      await db.close();
      release();
    });
  } catch (cause) {
    release();
    // PGlite's own message can be pages of minified source; its first line is what a person can read.
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n');
    throw new Failure(
      'database-unreachable',
      `the embedded database in ${folder} does not open: ${reason?.slice(0, 200)}`,
    );
  }
}

async function engineOf(db: PGlite, close: () => Promise<void>): Promise<Engine> {
  const session = sessionOf(db);
  const [row] = await session.query<{ version: string; major: number }>(
    "select version(), current_setting('server_version_num')::int / 10000 as major",
  );
  return {
    kind: 'pglite',
    server: (row?.version ?? '').split(' on ')[0] ?? '',
    major: row?.major ?? 0,
    session,
    connect: null,
    [Symbol.asyncDispose]: close,
  };
}

function sessionOf(db: PGlite): Session {
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      return (await answered(sql, () => db.query<Row>(sql, [...values]))).rows;
    },
    async run(script) {
      const results = await answered(script, () => db.exec(script));
      return results.at(-1)?.affectedRows ?? 0;
    },
    async results(script) {
      return (await answered(script, () => db.exec(script))).map(({ rows }) => rows as object[]);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

async function answered<T>(sql: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const answer = error as { code?: unknown; message?: string; detail?: string; hint?: string };
    if (typeof answer.code !== 'string') throw error;
    throw new SqlError(answer.message ?? 'no message', {
      sqlState: answer.code,
      sql,
      ...(answer.detail ? { detail: answer.detail } : {}),
      ...(answer.hint ? { hint: answer.hint } : {}),
    });
  }
}
