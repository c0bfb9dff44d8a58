import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { Failure } from '../../base/failure.ts';
import { SqlError } from '../../sql/error.ts';
import { AUTHORED_NAMES, OWN_NAMES, TESTED_NAMES } from '../../sql/names.ts';
import type { Engine, Session } from '../../world/engine.ts';
import { ASSETS } from '../assets.ts';
import { addExtensions } from './extension-files.ts';
import { lockFolder } from './folder-lock.ts';
import { settle } from './known-settings.ts';
import { serverOf } from './server.ts';
import { TEXT_TYPES } from './text-types.ts';

const parsers = Object.fromEntries(TEXT_TYPES.map((oid) => [oid, (text: string) => text]));

// Settings for a small machine. PGlite writes all of `shared_buffers` when it starts. The default of 128 MB takes 200
// ms and 110 MB; the rows of a rehearsal need a tenth of that.
const SETTINGS = ['shared_buffers=16MB', 'max_connections=8', 'wal_buffers=256kB'];

// An empty WASM module. initdb never runs, because data directories come ready-made, but without a module PGlite
// would fetch one.
const NO_INITDB = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const unpacked = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  (await Bun.zstdDecompress(await Bun.file(path).bytes())) as Uint8Array<ArrayBuffer>;

let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * Starts compiling PGlite's WASM on another thread, which takes 120 ms. For commands that are sure to need a scratch
 * database.
 */
export function expectScratch(): Promise<WebAssembly.Module> {
  compiled ??= unpacked(ASSETS.pgliteWasm).then((wasm) => WebAssembly.compile(wasm));
  return compiled;
}

// One transaction locks all that it makes: a table with its keys, indexes, sequence, TOAST table and constraints takes 16
// to 24 locks, and the room for locks is `max_connections` times this setting. A thousand of it is 10 MB.
const LOCKS_PER_TABLE = 3;
const MOST_TABLES = 4000;
const locksFor = (tables: number): readonly string[] =>
  tables * LOCKS_PER_TABLE <= 256
    ? []
    : [`max_locks_per_transaction=${Math.min(tables, MOST_TABLES) * LOCKS_PER_TABLE}`];

async function options(dataDirectory: string | null, more: readonly string[]): Promise<PGliteOptions> {
  const [pgliteWasmModule, share, tar] = await Promise.all([
    expectScratch(),
    unpacked(ASSETS.pgliteData),
    dataDirectory === null ? null : unpacked(dataDirectory),
  ]);
  return {
    pgliteWasmModule,
    initdbWasmModule: new WebAssembly.Module(NO_INITDB),
    fsBundle: new Blob([share]),
    startParams: [
      ...PGlite.defaultStartParams,
      ...[...SETTINGS, ...more].flatMap((setting) => ['-c', setting]),
    ],
    parsers,
    ...(tar ? { loadDataDir: new Blob([tar]) } : {}),
  };
}

/**
 * A running PGlite. `CREATE EXTENSION` finds all that we carry, and a folder whose database has some opens as any other.
 *
 * @param folder Where it is kept; `null`: in memory.
 */
async function started(
  dataDirectory: string | null,
  folder: string | null,
  more: readonly string[] = [],
): Promise<PGlite> {
  const [settings, pack] = await Promise.all([
    options(dataDirectory, more),
    Bun.file(ASSETS.extensions).bytes(),
  ]);
  const db = await PGlite.create({ ...(folder === null ? {} : { dataDir: folder }), ...settings });
  addExtensions(db.Module.FS, pack);
  return db;
}

/** An embedded Postgres in memory that ends with its handle. Takes about a third of a second and 250 MB. */
export async function openScratch(request: {
  readonly pgtap: boolean;
  readonly tables?: number;
}): Promise<Engine> {
  const assets = request.pgtap ? ASSETS.postgresPgtap : ASSETS.postgres;
  const db = await started(assets, null, locksFor(request.tables ?? 0));
  return engineOf(db, request.pgtap ? TESTED_NAMES : AUTHORED_NAMES, () => db.close());
}

/**
 * The embedded database in `folder`; created with `make` if it is missing. Only one process at a time may have it
 * open: two would corrupt it.
 *
 * @throws {Failure} `database-missing` when there is none and `make` is off; `database-busy`, naming the process that
 *   has it open; `database-unreachable` when it can't be opened.
 */
export async function openFolder(folder: string, { make }: { readonly make: boolean }): Promise<Engine> {
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Failure('database-unreachable', `${folder} is a file, not the folder of an embedded database`);
  }
  if (isNew && !make) {
    throw new Failure('database-missing', `there is no embedded database in ${folder}`, {
      hint: '`wesley certify --dsn pglite:FOLDER` makes one.',
    });
  }
  if (isNew && existsSync(folder) && readdirSync(folder).some((name) => name !== 'wesley.lock')) {
    throw new Failure('database-unreachable', `${folder} is no embedded database: it holds other files`, {
      hint: 'Name an empty or new folder: --dsn pglite:./database',
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
    // PGlite makes its files writable for everybody, whatever the umask, so the folder has to keep others out.
    if (isNew) chmodSync(folder, 0o700);
  } catch (cause) {
    throw new Failure('database-unreachable', `can't make the folder ${folder}`, { cause });
  }
  const release = lockFolder(folder);
  try {
    const db = await started(isNew ? ASSETS.postgres : null, folder);
    return await engineOf(db, OWN_NAMES, async () => {
      try {
        await db.close();
      } finally {
        release();
      }
    });
  } catch (cause) {
    release();
    // PGlite's message may be pages of minified source. Its first line is enough for people.
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n');
    throw new Failure(
      'database-unreachable',
      `the embedded database in ${folder} does not open: ${reason?.slice(0, 200)}`,
    );
  }
}

async function engineOf(db: PGlite, names: string, close: () => Promise<void>): Promise<Engine> {
  const session = sessionOf(db);
  await settle(session, names);
  return {
    kind: 'pglite',
    ...(await serverOf(session)),
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
    const answer = error as {
      code?: unknown;
      message?: string;
      detail?: string;
      hint?: string;
      position?: string;
    };
    if (typeof answer.code !== 'string') throw error;
    throw new SqlError(answer.message ?? 'no message', {
      sqlState: answer.code,
      sql,
      ...(answer.detail ? { detail: answer.detail } : {}),
      ...(answer.hint ? { hint: answer.hint } : {}),
      ...(answer.position ? { position: answer.position } : {}),
    });
  }
}
