import {
  closeSync,
  constants,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { EXIT } from '../base/exit.ts';
import { draftOf, unwritable } from './drafts.ts';

/** A file to write. `path` is absolute. */
interface NewFile {
  readonly path: string;
  readonly text: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
// A process may have only 256 or 1024 files open. This stays well below.
const AT_ONCE = 64;
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * Writes files, each whole or not at all. They are written beside their places first; only when all of them are on the
 * disk are they renamed. A file that already holds the same text is not written. Only waiting for the disk uses
 * promises: a promise-based file handle costs more than writing its file.
 *
 * @throws {Failure} `file-unwritable`. Nothing was changed then, unless it was a rename that failed.
 */
export async function writeTogether(files: readonly NewFile[]): Promise<void> {
  const changed = files.filter(isNew);
  const folders = [...new Set(changed.map(({ path }) => dirname(path)))];
  const signals = heldBack();
  try {
    for (const folder of folders) naming(folder, () => mkdirSync(folder, { recursive: true }));
    for (let from = 0; from < changed.length && !signals.came(); from += AT_ONCE)
      await writeDrafts(changed.slice(from, from + AT_ONCE));
    if (signals.came()) {
      for (const { path } of changed) removeDraft(path);
      process.exit(EXIT.interrupted);
    }
    for (const { path } of changed) naming(path, () => renameSync(draftOf(path), path));
    for (const folder of folders) naming(folder, () => syncFolder(folder));
  } catch (error) {
    for (const { path } of changed) removeDraft(path);
    throw error;
  } finally {
    signals.letGo();
  }
}

/** Signals that ask for the end, noted until it is a good moment: between drafts, and before the first rename. */
function heldBack(): { came: () => boolean; letGo: () => void } {
  let came = false;
  const note = (): void => {
    came = true;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  return {
    came: () => came,
    letGo: () => {
      for (const signal of SIGNALS) process.off(signal, note);
    },
  };
}

/** A failure that names the file it is about. */
function naming(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function removeDraft(path: string): void {
  try {
    rmSync(draftOf(path), { force: true });
  } catch {
    // Its folder is missing, so it was never written.
  }
}

function isNew({ path, text }: NewFile): boolean {
  try {
    const standing = statSync(path, { throwIfNoEntry: false });
    return standing?.size !== Buffer.byteLength(text) || readFileSync(path, 'utf8') !== text;
  } catch {
    // Something that can't be read as a file. Writing will say what is wrong with it.
    return true;
  }
}

/** Writes some drafts and waits until all of them are on the disk: waiting for it is what takes long. */
async function writeDrafts(files: readonly NewFile[]): Promise<void> {
  const handles: number[] = [];
  try {
    for (const { path, text } of files)
      naming(path, () => {
        const handle = openSync(draftOf(path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644);
        handles.push(handle);
        writeFileSync(handle, text);
      });
    const synced = await Promise.allSettled(files.map(({ path }, i) => onDisk(handles[i] ?? -1, path)));
    for (const one of synced) if (one.status === 'rejected') throw one.reason;
  } finally {
    for (const handle of handles) closeSync(handle);
  }
}

const onDisk = (handle: number, path: string): Promise<void> =>
  new Promise((resolve, reject) =>
    fsync(handle, (error) => {
      if (error) reject(unwritable(path, error));
      else resolve();
    }),
  );

function syncFolder(folder: string): void {
  // Windows can't open a folder, and its file system makes names durable by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
