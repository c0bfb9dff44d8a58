import { constants, type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { InputRefused } from '../base/diagnostic.ts';
import { Failure } from '../base/failure.ts';
import { byUtf8Bytes, firstInvalidByte } from '../base/utf8.ts';
import type { FileKind, Files } from '../world/files.ts';
import { draftOf, reasonOf, unwritable } from './drafts.ts';

const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Files below `cwd`; an absolute path may lead anywhere. */
export function filesIn(cwd: string): Files {
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(cwd, path));
  const readBytes = async (path: string): Promise<Uint8Array> => readWhole(resolve(path), path);
  return {
    resolve,
    readBytes,
    decode,
    read: async (path) => decode(await readBytes(path), path),
    write: (path, content, { mode = 0o644 } = {}) =>
      isStream(resolve(path)) ? writeInto(resolve(path), content) : writeWhole(resolve(path), content, mode),
    rewrite: (path, content) => rewriteWhole(resolve(path), content),
    writeAll: async (folder, files) =>
      (await import('./write-together.ts')).writeTogether(
        files.map(({ path, text }) => ({ path: resolve(`${folder}/${path}`), text })),
      ),
    exists: async (path) => kindAt(resolve(path)),
    list: async (folder) => entriesOf(resolve(folder), folder),
    remove: async (path) => rm(resolve(path), { recursive: true, force: true }),
  };
}

// Synchronous: a promise costs more than reading the file, and a folder may have thousands of files.
function readWhole(path: string, shown: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    return readFileSync(path);
  } catch (cause) {
    throw new Failure('file-unreadable', `can't read ${shown}: ${reasonOf(cause)}`, { cause });
  }
}

/** Strict UTF-8. A byte order mark is dropped, so that offsets match what an editor shows. */
function decode(bytes: Uint8Array, shown: string): string {
  const byte = firstInvalidByte(bytes);
  const text = new TextDecoder().decode(bytes);
  if (byte === null) return text;
  const start = new TextDecoder().decode(bytes.subarray(0, byte)).length;
  const span = { source: shown, start, end: start + 1 };
  const message = `Not UTF-8 from byte ${byte} on.`;
  throw new InputRefused([{ code: 'INVALID_UTF8', message, span, hint: 'Save the file as UTF-8.' }], {
    texts: new Map([[shown, text]]),
  });
}

// Whether to write into the file itself and not to replace it: a file in place of /dev/null would break it for everybody.
function isStream(path: string): boolean {
  const kind = kindAt(path);
  return kind === 'other' || (kind === 'file' && /^\/dev\/[^/]+$|^\/dev\/fd\/|^\/proc\//.test(path));
}

async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const stream = await open(path, constants.O_WRONLY);
    try {
      await stream.writeFile(content);
    } finally {
      await stream.close();
    }
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

const DRAFT = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number,
  isExact = false,
): Promise<void> {
  const draft = draftOf(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, DRAFT, mode);
    try {
      await file.writeFile(content);
      // `open` lets the umask reduce the mode, so it is set again.
      if (isExact) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw unwritable(path, cause);
  }
}

async function rewriteWhole(path: string, content: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const { mode = 0o644 } = statSync(target, { throwIfNoEntry: false }) ?? {};
  await writeWhole(target, content, mode & 0o777, true);
}

function kindAt(path: string): FileKind | null {
  try {
    return kindOf(statSync(path));
  } catch {
    return null;
  }
}

const kindOf = (found: Stats | Dirent): FileKind =>
  found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';

function entriesOf(path: string, shown: string): readonly { name: string; kind: FileKind }[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .toSorted((a, b) => byUtf8Bytes(a.name, b.name))
      .map((entry) => ({
        name: entry.name,
        kind: entry.isSymbolicLink() ? (kindAt(join(path, entry.name)) ?? 'other') : kindOf(entry),
      }));
  } catch (cause) {
    throw new Failure('file-unreadable', `can't list ${shown}: ${reasonOf(cause)}`, { cause });
  }
}
