import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderFor, lesserAccount } from '../account.ts';
import { freshExecutable } from '../executable.ts';

/** How the executable ended. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** An executable that is still running. */
export interface Running {
  readonly ended: Promise<Ran>;
  /** What it has written to stderr so far. */
  err(): string;
  /** SIGKILL: nothing of it can tidy up. */
  kill(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** The executable in a temporary folder far from the checkout, and an empty folder beside it to work in. */
export interface Place {
  readonly folder: string;
  readonly executable: string;
  /** Runs it to its end, in an empty environment. */
  wesley(...args: readonly string[]): Ran;
  /** The same through another program, or with variables. */
  run(argv: readonly string[], env?: Environment): Ran;
  /** Runs it and gives back its stdout. @throws {Error} with its output when it does not end with 0. */
  ok(...args: readonly string[]): string;
  start(...args: readonly string[]): Running;
  at(path: string): string;
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string;
  close(): void;
}

const DEADLINE_MS = 100_000;

export function openPlace(): Place {
  // For whoever a test becomes.
  const base = folderFor(lesserAccount(), 'wesley-acceptance-');
  const executable = join(base, 'wesley');
  copyFileSync(freshExecutable(), executable);
  chmodSync(executable, 0o755);
  const folder = join(base, 'work');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const at = (path: string): string => join(folder, path);
  const run = (argv: readonly string[], env: Environment = {}): Ran => {
    const ran = Bun.spawnSync([...argv], {
      cwd: folder,
      env: { ...env },
      stdin: 'ignore',
      stderr: 'pipe',
      timeout: DEADLINE_MS,
    });
    return { exit: ran.exitCode, out: ran.stdout.toString(), err: ran.stderr.toString() };
  };
  const wesley = (...args: readonly string[]): Ran => run([executable, ...args]);
  return {
    folder,
    executable,
    run,
    wesley,
    ok: (...args) => {
      const { exit, out, err } = wesley(...args);
      if (exit !== 0) throw new Error(`wesley ${args.join(' ')} ended with ${exit}\n${out}${err}`);
      return out;
    },
    start: (...args) => started([executable, ...args], folder),
    at,
    write: (path, content) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
    },
    read: (path) => readFileSync(at(path), 'utf8'),
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

function started(argv: readonly string[], cwd: string): Running {
  const child = Bun.spawn([...argv], { cwd, env: {}, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  let err = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) err += decoder.decode(chunk, { stream: true });
  })();
  const ended = Promise.all([child.exited, child.stdout.text(), reading]).then(([exit, out]) => ({
    exit,
    out,
    err,
  }));
  return {
    ended,
    err: () => err,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits until `look` gives something. @throws {Error} after ten seconds, with `what`. */
export async function until<T>(what: string, look: () => T | null | Promise<T | null>): Promise<T> {
  const deadlineMs = performance.now() + 10_000;
  while (performance.now() < deadlineMs) {
    const seen = await look();
    if (seen !== null) return seen;
    await Bun.sleep(5);
  }
  throw new Error(`waited in vain: ${what}`);
}
