import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { InputRefused } from '../base/diagnostic.ts';
import { Failure } from '../base/failure.ts';
import type { Files } from '../commands/command.ts';

const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Files below `cwd`; absolute paths go anywhere. */
export function filesIn(cwd: string): Files {
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(cwd, path));
  const readBytes = async (path: string): Promise<Uint8Array> => readWhole(resolve(path), path);
  return {
    resolve,
    readBytes,
    read: async (path) => decode(await readBytes(path), path),
    write: (path, content, options = {}) => writeWhole(resolve(path), content, options.mode ?? 0o644),
    exists: (path) => kindOf(resolve(path)),
    list: (folder) => listNames(resolve(folder), folder),
    remove: async (path) => rm(resolve(path), { recursive: true, force: true }),
  };
}

async function readWhole(path: string, shown: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    return await readFile(path);
  } catch (cause) {
    throw new Failure('file-unreadable', `can't read ${shown}: ${reasonOf(cause)}`, { cause });
  }
}

/** Strict UTF-8. A byte order mark is dropped, so that offsets match what an editor shows. */
function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const end = validBytes(bytes);
    const text = new TextDecoder().decode(bytes);
    const start = new TextDecoder().decode(bytes.subarray(0, end)).length;
    throw new InputRefused(
      [
        {
          code: 'INVALID_UTF8',
          message: `Not UTF-8 from byte ${end} on.`,
          span: { source: shown, start, end: start + 1 },
          hint: 'Save the file as UTF-8.',
        },
      ],
      { texts: new Map([[shown, text]]) },
    );
  }
}

/** How many bytes from the start are whole characters in UTF-8. */
function validBytes(bytes: Uint8Array): number {
  const isValid = (end: number): boolean => {
    try {
      // A character that is cut off at the end is no fault in a stream.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isValid(middle)) low = middle;
    else high = middle - 1;
  }
  // Back to where the character that never became whole begins.
  while (low > 0 && !isWhole(bytes.subarray(0, low))) low--;
  return low;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function writeWhole(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const name = createHash('sha256').update(`${path}\0${process.pid}`).digest('hex').slice(0, 12);
  const draft = join(dirname(path), `.${basename(path).slice(0, 40)}.${name}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = openSync(
      draft,
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
      mode,
    );
    try {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw new Failure('file-unwritable', `can't write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch {
    return null;
  }
}

async function listNames(path: string, shown: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  } catch (cause) {
    throw new Failure('file-unreadable', `can't list ${shown}: ${reasonOf(cause)}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  ELOOP: 'too many links',
};

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code ?? '';
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
