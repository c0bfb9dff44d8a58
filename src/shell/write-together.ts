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
import { draftOf, unwritable } from './drafts.ts';

/** A file to be. `path` is absolute. */
interface NewFile {
  readonly path: string;
  readonly text: string;
}

// Well below the 256 or 1024 that a process may have open.
const AT_ONCE = 64;
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * Writes files of which each is whole or not at all, and none takes its place before all are on the disk. One that stands
 * there with the same text is left alone. Without promises but for the disk: a file handle costs more than its file.
 *
 * @throws {Failure} `file-unwritable`; nothing was changed then, unless it was a name that could not be taken.
 */
export async function writeTogether(files: readonly NewFile[]): Promise<void> {
  const changed = files.filter(isNew);
  const folders = [...new Set(changed.map(({ path }) => dirname(path)))];
  let at = changed[0]?.path ?? '';
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const handles = changed.slice(from, from + AT_ONCE).map((file) => {
        at = file.path;
        return writeDraft(file);
      });
      await Promise.all(handles.map(onDisk));
    }
    for (const { path } of changed) {
      at = path;
      renameSync(draftOf(path), path);
    }
    for (const folder of folders) syncFolder(folder);
  } catch (cause) {
    for (const { path } of changed) removeDraft(path);
    throw unwritable(at, cause);
  }
}

function removeDraft(path: string): void {
  try {
    rmSync(draftOf(path), { force: true });
  } catch {
    // It is in no folder: it was not written.
  }
}

function isNew({ path, text }: NewFile): boolean {
  try {
    const standing = statSync(path, { throwIfNoEntry: false });
    return standing?.size !== Buffer.byteLength(text) || readFileSync(path, 'utf8') !== text;
  } catch {
    // Whatever stands there, writing tells.
    return true;
  }
}

function writeDraft({ path, text }: NewFile): number {
  const handle = openSync(draftOf(path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644);
  try {
    writeFileSync(handle, text);
    return handle;
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

// Waiting for the disk is what takes long; many files wait together.
const onDisk = (handle: number): Promise<void> =>
  new Promise((resolve, reject) =>
    fsync(handle, (error) => {
      closeSync(handle);
      if (error) reject(error);
      else resolve();
    }),
  );

function syncFolder(folder: string): void {
  // Windows has no handle on a folder; its file system keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
