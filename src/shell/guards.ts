import { resolve } from 'node:path';
import { type GitFacts, readGit, workTreeOf } from './git.ts';
import { type GuardedFiles, guardedFiles } from './guarded-files.ts';
import { type Purpose, processTerminal, readPassphrase, type Terminal } from './passphrase.ts';

/** The part of the world that certificates, keys and trust stores are read from. */
export interface Guards {
  readonly guarded: GuardedFiles;
  passphrase(purpose: Purpose): Promise<string>;
  git(inputs?: readonly string[]): Promise<GitFacts>;
  workTree(): string | null;
}

/** @param cwd Absolute. */
export function guardsOf(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal = processTerminal,
): Guards {
  const guarded = guardedFiles((path) => resolve(cwd, path));
  return {
    guarded,
    passphrase: (purpose) => readPassphrase({ env, guarded, terminal }, purpose),
    git: (inputs) => readGit(cwd, inputs),
    workTree: () => workTreeOf(cwd),
  };
}
