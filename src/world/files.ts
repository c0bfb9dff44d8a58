/** Text files in UTF-8, whole or not at all. Paths are relative to `World.cwd`. */
export type FileKind = 'file' | 'folder' | 'other';

export interface Files {
  /** The text without a byte order mark. @throws {Failure} `file-unreadable`; @throws {InvalidUtf8} with the byte offset. */
  read(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** The text of bytes that were read from `path`, as {@link read} gives it. @throws {InvalidUtf8} */
  decode(bytes: Uint8Array, path: string): string;
  /** @throws {Failure} `file-unwritable`. Writes a temporary file beside it, fsyncs, renames; into a device or FIFO it writes. */
  write(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /**
   * As `write`, for a file that already exists and belongs to the user: it keeps its mode, and a link to it stays a
   * link.
   */
  rewrite(path: string, content: string): Promise<void>;
  /**
   * Writes generated files below a folder, each whole or not at all, and renames none before all are on the disk. A file
   * that already holds the same text is not written. @throws {Failure} `file-unwritable`.
   */
  writeAll(folder: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<void>;
  exists(path: string): Promise<FileKind | null>;
  /** What is in a folder, links followed, sorted by the UTF-8 bytes of the names; a broken link is `other`. */
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  remove(path: string): Promise<void>;
  /** Absolute form of a path. */
  resolve(path: string): string;
}
