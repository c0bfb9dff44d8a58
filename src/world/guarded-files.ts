/** Files that an attacker would like to swap, link or open up. Each is read once, through one open handle. */
export interface GuardedFiles {
  /**
   * The bytes of a regular file, at most one more than `maxBytes`; `null` where there is none.
   * @throws {Failure} `file-unreadable` for a link (unless followed), a folder, a FIFO, a device.
   */
  read(
    path: string,
    options: { readonly maxBytes: number; readonly links: 'refuse' | 'follow' },
  ): Uint8Array | null;
  /** As {@link read}, for a private key: nobody but the owner may read it. @throws {Failure} `key-unreadable`. */
  readSecret(path: string): string;
  /** Creates a file that must not exist yet. @throws {Failure} `file-unwritable`, also where a link points to nothing. */
  create(path: string, content: string, mode: number): void;
  remove(path: string): void;
  /**
   * Every file under a folder, by `/`-separated path; `null` where there is no folder.
   * @throws {Failure} `file-unreadable` for anything in it that is no regular file, and beyond the limits.
   */
  readFolder(path: string): ReadonlyMap<string, Uint8Array> | null;
  /** Every folder that a path is resolved through, those that links lead through included. The file must be there. */
  foldersTo(path: string): readonly string[];
  /** Who could change a file that is there, besides us and root, in one sentence; `null` where nobody could. */
  whoMayChange(path: string): string | null;
  /** The path with every link resolved; `null` where there is nothing. */
  realPath(path: string): string | null;
}
