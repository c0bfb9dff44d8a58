/** What one archive of `build/extensions.pack` holds: mostly one extension, of contrib's `spi` four. */
export interface PackedExtension {
  readonly packedBytes: number;
  /** In the order in which they stand in the unpacked archive. Paths are relative to PostgreSQL's installation. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/** What is used of the file system in memory that Emscripten gives PGlite. */
interface FileSystem {
  mkdirTree(path: string): void;
  create(path: string, mode: number): object;
}

// Where PGlite's own files stand.
const INSTALLATION = '/pglite';

/**
 * Makes the files of all extensions appear in a running PGlite. Each archive is unpacked when one of its files is first
 * read, so that engines whose SQL names no extension pay for names and sizes only.
 *
 * PGlite itself takes extensions from files on disk, before it starts: that needs a folder that can be written, leaves
 * files behind when the process is killed, and asks for the names before a database can be asked which it has.
 */
export function addExtensions(fs: FileSystem, pack: Uint8Array): void {
  const head = new DataView(pack.buffer, pack.byteOffset).getUint32(0, true);
  const list = JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + head))) as PackedExtension[];
  const folders = new Set<string>();
  let start = 4 + head;
  for (const { packedBytes, files } of list) {
    const packed = pack.subarray(start, start + packedBytes);
    let unpacked: Uint8Array | null = null;
    const contents = (): Uint8Array => {
      unpacked ??= Bun.zstdDecompressSync(packed as Uint8Array<ArrayBuffer>);
      return unpacked;
    };
    let offset = 0;
    for (const { path, bytes } of files) {
      const at = `${INSTALLATION}/${path}`;
      const folder = at.slice(0, at.lastIndexOf('/'));
      if (!folders.has(folder)) fs.mkdirTree(folder);
      folders.add(folder);
      const from = offset;
      // What Emscripten's MEMFS keeps of a file; reading, stat and dlopen look nowhere else.
      Object.defineProperties(fs.create(at, 0o444), {
        usedBytes: { value: bytes },
        contents: { get: () => contents().subarray(from, from + bytes) },
      });
      offset += bytes;
    }
    start += packedBytes;
  }
}
