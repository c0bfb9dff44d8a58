import { resolve } from 'node:path';
import type { GitFacts, ReadInput } from '../world/git.ts';
import type { GuardedFiles } from '../world/guarded-files.ts';
import type { Purpose } from '../world/passphrase.ts';
import { signExternally } from './external-signer.ts';
import { readGit } from './git/facts.ts';
import { workTreeOf } from './git/work-tree.ts';
import { guardedFiles } from './guarded-files.ts';
import { processTerminal, readPassphrase, type Terminal } from './passphrase.ts';

const SIGNER_TIMEOUT_MS = 60_000;

/** The part of the world through which certificates, keys and trust stores are read. */
export interface Guards {
  readonly guarded: GuardedFiles;
  passphrase(purpose: Purpose): Promise<string>;
  signExternally(argv: readonly string[], message: Uint8Array): Promise<Uint8Array>;
  git(inputs?: readonly ReadInput[]): Promise<GitFacts>;
  workTree(folder?: string): string | null;
}

/** @param cwd Absolute. @param options `said` receives what an external signer writes to standard error. */
export function guardsOf(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  {
    terminal = processTerminal,
    said,
  }: { readonly terminal?: Terminal; readonly said: (text: string) => void },
): Guards {
  const guarded = guardedFiles((path) => resolve(cwd, path));
  return {
    guarded,
    passphrase: (purpose) => readPassphrase({ env, guarded, terminal }, purpose),
    signExternally: (argv, message) =>
      signExternally(argv, message, { timeoutMs: SIGNER_TIMEOUT_MS, env, workTree: workTreeOf(cwd), said }),
    git: (inputs) => readGit(cwd, inputs),
    workTree: (folder = cwd) => workTreeOf(folder),
  };
}
