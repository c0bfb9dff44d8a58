import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure, type FailureCode } from '../base/failure.ts';
import type { GuardedFiles } from '../world/guarded-files.ts';
import { foldersTo, whoMayChange } from './file-owners.ts';

const MAX_SECRET_BYTES = 16 * 1024;
const MAX_FOLDER_FILES = 2100;
const MAX_FOLDER_BYTES = 512 * 1024 * 1024;

/** @param resolve Makes a path absolute. */
export const guardedFiles = (resolve: (path: string) => string): GuardedFiles => ({
  read: (path, { maxBytes, links }) => readRegular(resolve(path), path, maxBytes, links === 'follow'),
  readSecret: (path) => readSecret(resolve(path), path),
  create: (path, content, mode) => create(resolve(path), path, content, mode),
  remove: (path) => unlinkSync(resolve(path)),
  readFolder: (path) => readFolder(resolve(path), path),
  foldersTo: (path) => foldersTo(resolve(path)),
  whoMayChange: (path) => whoMayChange(resolve(path)),
  realPath: (path) => {
    try {
      return realpathSync(resolve(path));
    } catch {
      return null;
    }
  },
});

function readRegular(file: string, shown: string, maxBytes: number, follow: boolean): Uint8Array | null {
  const handle = open(file, shown, follow, 'file-unreadable');
  if (handle === null) return null;
  try {
    if (!fstatSync(handle).isFile()) throw new Failure('file-unreadable', `${shown} is not a regular file`);
    return readUpTo(handle, maxBytes + 1);
  } finally {
    closeSync(handle);
  }
}

// O_NONBLOCK: otherwise opening a FIFO that nobody writes to would wait for ever.
function open(file: string, shown: string, follow: boolean, code: FailureCode): number | null {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW));
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code;
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    const what = reason === 'ELOOP' ? 'is a symbolic link' : `cannot be read (${reason})`;
    throw new Failure(code, `${shown} ${what}`, { cause });
  }
}

function readUpTo(handle: number, maxBytes: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let left = maxBytes; left > 0; ) {
    const chunk = new Uint8Array(Math.min(left, 64 * 1024));
    const count = readSync(handle, chunk, 0, chunk.length, null);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    left -= count;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function readSecret(file: string, shown: string): string {
  const handle = open(file, shown, false, 'key-unreadable');
  if (handle === null) throw new Failure('key-unreadable', `${shown} does not exist`);
  try {
    refuseOpenSecret(fstatSync(handle), shown);
    const bytes = readUpTo(handle, MAX_SECRET_BYTES + 1);
    if (bytes.length > MAX_SECRET_BYTES)
      throw new Failure('key-unreadable', `${shown} is too large for a key`);
    return new TextDecoder().decode(bytes);
  } finally {
    closeSync(handle);
  }
}

function refuseOpenSecret(stats: Stats, shown: string): void {
  if (!stats.isFile()) throw new Failure('key-unreadable', `${shown} is not a regular file`);
  if ((stats.mode & 0o077) !== 0) {
    const hint = `Run chmod 600 ${shown}, and think about who may have read it.`;
    throw new Failure('key-unreadable', `${shown} can be read by others than its owner`, { hint });
  }
  // A hard link: the file's other name is in a folder whose rights nobody checks.
  if (stats.nlink > 1) throw new Failure('key-unreadable', `${shown} has a second name (a hard link)`);
}

function create(file: string, shown: string, content: string, mode: number): void {
  let handle: number;
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    handle = openSync(file, flags, mode);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code;
    const what =
      reason === 'EEXIST' ? 'exists already; it is never overwritten' : `cannot be made (${reason})`;
    throw new Failure('file-unwritable', `${shown} ${what}`, { cause });
  }
  try {
    // `open` lets the umask reduce the mode; `fchmod` sets it exactly.
    fchmodSync(handle, mode);
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readFolder(folder: string, shown: string): ReadonlyMap<string, Uint8Array> | null {
  const files = new Map<string, Uint8Array>();
  let bytesLeft = MAX_FOLDER_BYTES;
  const visit = (prefix: string): void => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else
        files.set(
          path,
          readRegular(join(folder, path), `${shown}/${path}`, bytesLeft, false) ?? new Uint8Array(),
        );
      bytesLeft -= files.get(path)?.length ?? 0;
      if (files.size > MAX_FOLDER_FILES || bytesLeft < 0)
        throw new Failure('file-unreadable', `${shown} holds too much`);
    }
  };
  try {
    visit('');
    return files;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code;
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    throw new Failure('file-unreadable', `${shown} cannot be read (${reason})`, { cause });
  }
}
