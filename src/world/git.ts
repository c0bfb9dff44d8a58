/** Where the code comes from. Every field is `null` outside a git work tree or before its first commit. */
export interface GitFacts {
  /** The origin without scheme and credentials, or `commit:<first commit>` where there is no origin. */
  readonly repository: string | null;
  readonly commit: string | null;
  readonly tree: string | null;
  /** `null` on a detached head. */
  readonly branch: string | null;
  readonly tag: string | null;
  /** Whether a tracked file has other bytes than the commit, or an input is not in the commit. */
  readonly dirty: boolean | null;
  /** What is dirty, in one sentence without its full stop: the first thing that was found. */
  readonly dirt: string | null;
  readonly author: string | null;
  /** The first line of the commit's message. */
  readonly message: string | null;
}

/**
 * A file that a result is made from, with the bytes that were read. These bytes are compared with the commit: a
 * second reading could give others.
 */
export interface ReadInput {
  /** Absolute. */
  readonly path: string;
  /** `null` where it was looked for and is not there. */
  readonly bytes: Uint8Array | null;
}

/** Where git looks for a repository's hooks. */
export interface HooksPlace {
  /** The root of the work tree, absolute. */
  readonly root: string;
  /** The folder of the hooks, absolute; it need not be there yet. */
  readonly folder: string;
  /** Whether only this repository uses it: `core.hooksPath` may name a folder that every repository of a person shares. */
  readonly isOwn: boolean;
}

/** A file as it would be committed. */
export type StagedFile =
  | {
      readonly kind: 'file';
      /** Relative to the folder that was asked about, with slashes. */
      readonly path: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'link' | 'submodule'; readonly path: string };
