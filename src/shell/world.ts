import { resolve } from 'node:path';
import type { World } from '../world/world.ts';
import { filesIn } from './files.ts';
import { guardsOf } from './guards.ts';
import { logOn, printable, tellError } from './terminal.ts';
import { version } from './version.ts';

export interface WorldOptions {
  readonly cwd: string | null;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
}

/** The world as it is: this process, this machine. Engines and the SQL parser load when they are first asked for. */
export function realWorld(options: WorldOptions): World & { written(): Promise<string | null> } {
  const cwd = resolve(options.cwd ?? '.');
  const env = process.env;
  const plainColor = options.color && env['NO_COLOR'] === undefined;
  const log = logOn({ ...options, color: plainColor && process.stderr.isTTY === true });
  let pending = Promise.resolve();
  let lost: string | null = null;
  const write = (text: string): Promise<void> =>
    new Promise((done) => {
      process.stdout.write(text, (error?: (Error & { code?: string }) | null) => {
        // A reader that has seen enough is no loss.
        if (error && error.code !== 'EPIPE') lost ??= error.message;
        done();
      });
    });
  return {
    cwd,
    env,
    files: filesIn(cwd),
    ...guardsOf(cwd, env, { said: tellError }),
    importModule: async (file) => (await import('./module-import.ts')).importModule(file),
    clock: { nowMs: () => Date.now(), elapsedMs: () => performance.now(), sleep: (ms) => Bun.sleep(ms) },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    log,
    out: (text, form = 'text') => {
      const shown = printable(text, form, process.stdout.isTTY === true);
      pending = pending.then(() => write(shown));
    },
    color: plainColor && process.stdout.isTTY === true,
    isTerminal: process.stdout.isTTY === true,
    watch: async ({ paths, ending, ignored }) => {
      const absolute = (all: readonly string[]) => all.map((path) => resolve(cwd, path));
      const { watchPaths } = await import('./watch.ts');
      return watchPaths({ paths: absolute(paths), ending, ignored: absolute(ignored) });
    },
    stdin: readStdin,
    loadSqlParser,
    expectScratch: () => void import('./postgres/pglite.ts').then(({ expectScratch }) => expectScratch()),
    openScratch: async (request) => (await import('./postgres/pglite.ts')).openScratch(request),
    openDatabase: async (url, { make = false } = {}) =>
      (await import('./postgres/engines.ts')).openDatabase({ url, cwd, make }),
    openShadow: async (url, roles) => (await import('./postgres/engines.ts')).openShadow(url, roles),
    fileAtRevision: async (revision, path) =>
      (await import('./git/show.ts')).fileAtRevision(cwd, revision, resolve(cwd, path)),
    stagedFiles: async (ending) => (await import('./git/show.ts')).stagedFiles(cwd, ending),
    hooks: async () => (await import('./git/hooks.ts')).hooksPlace(cwd),
    version,
    written: async () => {
      await pending;
      await log.flush();
      return lost;
    },
  };
}

let parser: Promise<void> | null = null;

// The first call begins; those after it wait for the same.
function loadSqlParser(): Promise<void> {
  parser ??= compileParser();
  return parser;
}

async function compileParser(): Promise<void> {
  const [{ ASSETS }, { loadParser }] = await Promise.all([import('./assets.ts'), import('../sql/parser.ts')]);
  await loadParser(await Bun.file(ASSETS.libpgQueryWasm).bytes(), () => Bun.gc(true));
}

async function readStdin(): Promise<string | null> {
  if (process.stdin.isTTY) return null;
  return Bun.stdin.text();
}
