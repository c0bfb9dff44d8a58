import { resolve } from 'node:path';
import type { GitFacts, ReadInput } from '../world/git.ts';
import type { GuardedFiles } from '../world/guarded-files.ts';
import type { Purpose } from '../world/passphrase.ts';
import { workTreeOf } from './git/root.ts';
import { guardedFiles } from './guarded-files.ts';
import type { Terminal } from './passphrase.ts';

const SIGNER_TIMEOUT_MS = 60_000;

/** The part of the world through which certificates, keys and trust stores are read. */
export interface Guards {
  readonly guarded: GuardedFiles;
  passphrase(purpose: Purpose): Promise<string>;
  signExternally(argv: readonly string[], message: Uint8Array): Promise<Uint8Array>;
  git(inputs?: readonly ReadInput[]): Promise<GitFacts>;
  workTree(folder?: string): string | null;
}

/**
 * What most commands never ask for is loaded when it is asked for: passphrases alone bring the terminal's module, 2 ms.
 *
 * @param cwd Absolute.
 * @param options `said` receives what an external signer writes to standard error.
 */
export function guardsOf(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  { terminal, said }: { readonly terminal?: Terminal; readonly said: (text: string) => void },
): Guards {
  const guarded = guardedFiles((path) => resolve(cwd, path));
  return {
    guarded,
    passphrase: async (purpose) => {
      const { processTerminal, readPassphrase } = await import('./passphrase.ts');
      return readPassphrase({ env, guarded, terminal: terminal ?? processTerminal }, purpose);
    },
    signExternally: async (argv, message) => {
      const { signExternally } = await import('./external-signer.ts');
      const options = { timeoutMs: SIGNER_TIMEOUT_MS, env, workTree: workTreeOf(cwd), said };
      return signExternally(argv, message, options);
    },
    git: async (inputs) => (await import('./git/facts.ts')).readGit(cwd, inputs),
    workTree: (folder = cwd) => workTreeOf(folder),
  };
}
