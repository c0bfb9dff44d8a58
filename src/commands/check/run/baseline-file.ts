import { dirname, resolve } from 'node:path/posix';

/** A finding as a baseline has it. Line numbers are no part of it: they shift. */
interface Written {
  readonly path: string;
  readonly rule: string;
  readonly fingerprint: string;
}

/** A finding that was there when the baseline was written. */
export interface Known extends Written {
  /** The folder that its path is relative to, absolute. */
  readonly root: string;
}

/** Paths are relative to the folder of the baseline; in version 1 they were to the working folder. */
export const VERSION = 2;

export const folderOf = (path: string, cwd: string): string => dirname(resolve(cwd, path));
