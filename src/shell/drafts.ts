import { basename, dirname, join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';

/** The temporary path under which a file is written before it is renamed: beside it, different for each process. */
export function draftOf(path: string): string {
  const name = sha256(`${path}\0${process.pid}`).slice(-12);
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${name}.tmp`);
}

export const unwritable = (path: string, cause: unknown): Failure =>
  new Failure('file-unwritable', `can't write ${path}: ${reasonOf(cause)}`, { cause });

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  ELOOP: 'too many links',
};

/** The system's reason why a file can't be used, in words. */
export function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code ?? '';
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
