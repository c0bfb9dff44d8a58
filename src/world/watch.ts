/** Waits for changes of files. Begins with the call that makes it, so that nothing is missed while a command works. */
export interface Watch {
  /** Resolves once something changed and then stayed as it is for a moment; to `false` when nothing more can change. */
  changed(): Promise<boolean>;
}

/** What is watched. Paths are absolute. */
export interface Watched {
  /** Files, and folders for the files in them. */
  readonly paths: readonly string[];
  /** Of a folder's files. */
  readonly ending: string;
  /** Files that change because of what is done with the others. */
  readonly ignored: readonly string[];
}
