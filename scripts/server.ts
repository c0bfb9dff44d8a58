import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Account, demoted, folderFor, giveTo, lesserAccount, reachable } from './account.ts';

/** The majors that package.json carries as `postgres-<major>`. */
export const MAJORS = [14, 15, 16, 17, 18] as const;

/** A throwaway PostgreSQL server: superuser `postgres`, no password, reachable from this machine only. */
export interface Server {
  readonly url: string;
  readonly major: number;
  /** Its data directory. */
  readonly data: string;
  stop(): Promise<void>;
}

const START_MS = 30_000;
const DURABILITY_OFF = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Starts a real server of one major version in a private temporary folder and removes both with `stop()` or when this
 * process ends.
 *
 * Traps: the npm packages carry their shared libraries' symlinks as a JSON list, npm 11 does not run the install
 * script that makes them, and that script works on the current folder. The `--pdeathsig` of `demoted` stops the server
 * even when this process is killed.
 *
 * @param options `durable`: every write reaches the disk, as on a server that is more than a test. `standbyOf`: a
 * physical copy of that server, which must be quiet after a checkpoint; it waits for `pg_promote()`. `settings`: further
 * ones, as `name=value`.
 */
export async function startServer(
  major: number,
  {
    durable = false,
    standbyOf,
    settings: more = [],
  }: {
    readonly durable?: boolean;
    readonly standbyOf?: Server;
    readonly settings?: readonly string[];
  } = {},
): Promise<Server> {
  const packaged = join(import.meta.dir, '..', 'node_modules', `postgres-${major}`);
  if (!existsSync(packaged))
    throw new Error(`postgres-${major} is not installed: npm install --include=optional`);
  await finished(process.execPath, ['scripts/hydrate-symlinks.js'], packaged);

  const account = lesserAccount();
  const bin = join(reachable(account, join(packaged, 'native'), 'bin/postgres'), 'bin');
  const folder = folderFor(account, 'wesley-postgres-');
  giveTo(account, folder);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  if (standbyOf) await copyData(standbyOf.data, data, account);
  else await finished(...demoted(account, join(bin, 'initdb'), initdb), folder);

  const port = await freePort();
  const off = durable ? [] : DURABILITY_OFF;
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, ...off, ...more];
  const options = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const stop = await started(demoted(account, join(bin, 'postgres'), options), folder);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, major, data, stop };
}

async function copyData(from: string, to: string, account: Account | null): Promise<void> {
  await finished('cp', ['-a', from, to], '/');
  rmSync(join(to, 'postmaster.pid'));
  writeFileSync(join(to, 'standby.signal'), '');
  giveTo(account, to);
}

async function started([program, args]: [string, string[]], folder: string): Promise<() => Promise<void>> {
  const child = spawn(program, args, { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const clean = () => {
    child.kill('SIGQUIT');
    remove(folder);
  };
  process.once('exit', clean);
  await ready(join(folder, 'data', 'postmaster.pid'));
  return async () => {
    // Fast shutdown: sessions are cut off, nobody is waited for.
    child.kill('SIGINT');
    await ended;
    process.removeListener('exit', clean);
    remove(folder);
  };
}

// A server that was told to quit still writes for a moment, into folders that were just emptied.
function remove(folder: string): void {
  for (let attempt = 0; attempt < 50 && existsSync(folder); attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {}
    Bun.sleepSync(10);
  }
}

// The last line of postmaster.pid says `ready` or `standby` once connections are taken; pg_ctl waits for the same.
async function ready(pidFile: string): Promise<void> {
  for (let waited = 0; waited < START_MS; waited += 20) {
    if (existsSync(pidFile) && /^(?:ready|standby)/m.test(readFileSync(pidFile, 'utf8'))) return;
    await Bun.sleep(20);
  }
  throw new Error(`no server after ${START_MS} ms: ${pidFile}`);
}

function finished(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}\n${errors}`)),
    );
  });
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
