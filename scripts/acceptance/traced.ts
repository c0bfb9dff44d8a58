import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place, Ran } from './place.ts';

/** What a process and those that it started asked the system for. */
export interface Traced extends Ran {
  /** Absolute paths that were opened, or tried, by anything but git; without those of the system's libraries. */
  readonly opened: readonly string[];
  /** Programs that were started, with the executable's own restart left out. */
  readonly started: readonly string[];
}

export const canTrace = Bun.which('strace') !== null;

const SYSTEM =
  /^\/(?:proc|sys|dev|lib|lib64|usr\/lib|usr\/share\/zoneinfo)\/|^\/etc\/(?:ld\.so\.|localtime$)/;

/** Runs the executable under strace. */
export function traced({ run, executable, folder, at }: Place, ...args: readonly string[]): Traced {
  const log = at('../trace.log');
  rmSync(log, { force: true });
  const calls = 'trace=open,openat,creat,execve,execveat';
  const ran = run([
    Bun.which('strace') ?? '',
    '-f',
    '-qq',
    '-s',
    '4096',
    '-e',
    calls,
    '-o',
    log,
    executable,
    ...args,
  ]);
  const seen = callsIn(readFileSync(log, 'utf8'));
  const starts = seen.filter(({ call, line }) => call.startsWith('execve') && !line.includes('ENOENT'));
  const gits = new Set(starts.filter(({ path }) => path.endsWith('/git')).map(({ pid }) => pid));
  const opened = seen
    // With O_PATH a name is looked up and nothing is read.
    .filter(({ call, pid, line }) => !call.startsWith('execve') && !gits.has(pid) && !line.includes('O_PATH'))
    .map(({ path }) => resolve(folder, path))
    .filter((path) => !SYSTEM.test(path) && path !== executable);
  const started = starts.map(({ path }) => path).filter((path) => path !== executable);
  return { ...ran, opened: [...new Set(opened)].toSorted(), started: [...new Set(started)].toSorted() };
}

interface Call {
  readonly pid: string;
  readonly call: string;
  readonly path: string;
  readonly line: string;
}

/** Lines as `123 openat(AT_FDCWD, "a.sql", O_RDONLY) = 3` and `123 execve("/usr/bin/git", …`. */
function callsIn(log: string): readonly Call[] {
  return log.split('\n').flatMap((line) => {
    const [, pid, call, path] = /^(\d+)\s+(\w+)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    return pid === undefined || call === undefined || path === undefined ? [] : [{ pid, call, path, line }];
  });
}
