/**
 * Waits for changes of files. Watching begins with the call that makes it, so that a change during the command's work
 * is not missed.
 */
export interface Watch {
  /**
   * Resolves to `true` once something has changed and then stayed the same for a moment; to `false` when nothing can
   * change any more.
   */
  changed(): Promise<boolean>;
}

/** What is watched. Paths are absolute. */
export interface Watched {
  /** Files, and folders for the files in them. */
  readonly paths: readonly string[];
  /** Only files with this ending are watched within a folder. */
  readonly ending: string;
  /** Files that the command itself writes: their changes do not count. */
  readonly ignored: readonly string[];
}
