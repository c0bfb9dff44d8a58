import { edenGC } from 'bun:jsc';
import { resolve } from 'node:path';
import type { World } from '../world/world.ts';
import { filesIn } from './files.ts';
import { guardsOf } from './guards.ts';
import { isInterpreted, LITTLE_SQL, startAgain } from './restart.ts';
import { openStdout } from './stdout.ts';
import { isTerminal, logOn, printable, tellError } from './terminal.ts';
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
  const [isOutTerminal, isErrorTerminal] = [isTerminal(1), isTerminal(2)];
  const log = logOn({ ...options, color: plainColor && isErrorTerminal, isTerminal: isErrorTerminal });
  const stdout = openStdout();
  return {
    cwd,
    env,
    files: filesIn(cwd),
    ...guardsOf(cwd, env, { said: tellError }),
    importModule: async (file) => (await import('./module-import.ts')).importModule(file),
    clock: { nowMs: () => Date.now(), elapsedMs: () => performance.now(), sleep: (ms) => Bun.sleep(ms) },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    log,
    out: (text, form = 'text') => stdout.write(printable(text, form, isOutTerminal)),
    color: plainColor && isOutTerminal,
    isTerminal: isOutTerminal,
    watch: async ({ paths, ending, ignored }) => {
      const absolute = (all: readonly string[]) => all.map((path) => resolve(cwd, path));
      const { watchPaths } = await import('./watch.ts');
      return watchPaths({ paths: absolute(paths), ending, ignored: absolute(ignored) });
    },
    stdin: readStdin,
    loadSqlParser: (bytesOfSql = 0) => {
      // More than the command line showed: the configuration has named a base.
      if (isInterpreted && bytesOfSql > LITTLE_SQL && !log.hasSpoken()) startAgain('many-files');
      return loadSqlParser();
    },
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
      const lost = await stdout.written();
      await log.flush();
      return lost;
    },
  };
}

let parser: Promise<void> | null = null;

// The first call starts loading; later calls wait for the same.
function loadSqlParser(): Promise<void> {
  parser ??= startParser();
  return parser;
}

async function startParser(): Promise<void> {
  const [{ ASSETS }, { loadParser }] = await Promise.all([import('./assets.ts'), import('../sql/parser.ts')]);
  // Collects only the young generation: otherwise each collection would look at everything that is kept, such as the
  // catalog of thousands of migrations.
  const collect = (): void => void edenGC();
  if (!isInterpreted) return await loadParser(await Bun.file(ASSETS.libpgQueryWasm).bytes(), collect);
  const { instantiate } = await import('../sql/translated/libpg-query.js');
  const image = await Bun.file(ASSETS.libpgQueryImage).bytes();
  await loadParser((imports) => instantiate({ a: imports, image }), collect);
}

async function readStdin(): Promise<string | null> {
  if (isTerminal(0)) return null;
  return Bun.stdin.text();
}
