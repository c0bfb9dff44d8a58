import type { ReadInput } from './git.ts';

/** What a module exports by default, and the files that this came from. */
export interface ImportedModule {
  readonly exported: unknown;
  readonly inputs: readonly ReadInput[];
}
