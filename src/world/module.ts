import type { ReadInput } from './git.ts';

/** What a module exports by default, and every file that was read to run it. */
export interface ImportedModule {
  readonly exported: unknown;
  readonly inputs: readonly ReadInput[];
}
