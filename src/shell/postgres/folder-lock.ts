import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /**
   * When the process started, in the kernel's ticks: it tells a process from a later one with the same pid. `null`
   * without /proc.
   */
  readonly started: string | null;
}

/**
 * Takes `wesley.lock` in a folder for this process. Takes over a lock whose process is gone.
 *
 * @returns A function that releases it.
 * @throws {Failure} `database-busy`, with the pid of the process that holds it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'wesley.lock');
  const mine: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  const draft = `${path}.${process.pid}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (takes(path, draft, mine)) return () => rmSync(path, { force: true });
    const standing = textOf(path);
    const holder = holderIn(standing);
    if (holder && isAlive(holder)) {
      throw new Failure('database-busy', `${folder} is in use by process ${holder.pid} on ${holder.host}`, {
        hint: 'Wait for it to end, or name another folder.',
      });
    }
    removeStale(path, standing);
  }
  throw new Failure('database-busy', `${folder} is being taken by other processes`, { hint: 'Try again.' });
}

// link() fails when the name exists, and the file appears with its whole content. Creating it with O_EXCL and then
// writing could show half of it.
function takes(path: string, draft: string, holder: Holder): boolean {
  try {
    const file = openSync(draft, 'w', 0o600);
    writeSync(file, JSON.stringify(holder));
    closeSync(file);
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as { code?: string }).code === 'EEXIST') return false;
    throw new Failure('database-unreachable', `can't write ${path}`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock of a process that is gone. It is moved aside first and read again: if it is another lock by now,
 * another process has taken the folder, and its lock is put back.
 */
function removeStale(path: string, stale: string | null): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== stale) linkSync(aside, path);
  } catch {
    // Another process was faster. The next attempt sees which one.
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function holderIn(text: string | null): Holder | null {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    return isHolder(value) ? value : null;
  } catch {
    return null;
  }
}

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  'host' in value &&
  'started' in value &&
  // kill(2) takes zero and negative numbers for groups of processes.
  Number.isSafeInteger(value.pid) &&
  Number(value.pid) > 0 &&
  typeof value.host === 'string' &&
  (value.started === null || typeof value.started === 'string');

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
  return holder.started === null || startOf(holder.pid) === holder.started;
}

// Field 22 of /proc/<pid>/stat. Read behind the last parenthesis, because the command's name may hold spaces and
// parentheses. proc(5)
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended. In a container whose first process never reaps it, it stays listed for ever.
    return state === 'Z' ? null : (rest[18] ?? null);
  } catch {
    return null;
  }
}
