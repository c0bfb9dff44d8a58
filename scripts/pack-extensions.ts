import { join } from 'node:path';
import { Glob } from 'bun';
import type { PackedExtension } from '../src/shell/postgres/extension-files.ts';

const PACKAGES = join(import.meta.dir, '../node_modules/@electric-sql');
const CONTROL = /^share\/postgresql\/extension\/[^/]+\.control$/;
// 19 saves a tenth of what 12 makes of them, and they are small.
const ZSTD_LEVEL = 19;

/**
 * The extensions of PGlite's package and of its sisters in one file, as `src/shell/postgres/extension-files.ts` reads
 * it: four bytes with the length of a list, the list, and the files of each archive, compressed together. Archives
 * without a control file are left out: auto_explain, passwordcheck and pg_overexplain are modules that a server's
 * configuration names, not CREATE EXTENSION.
 */
export async function packExtensions(): Promise<Uint8Array> {
  const archives = [...new Glob('pglite{,-*}/dist/*.tar.gz').scanSync(PACKAGES)].toSorted();
  const list: PackedExtension[] = [];
  const blobs: Uint8Array[] = [];
  for (const archive of archives) {
    const members = [...(await new Bun.Archive(await Bun.file(join(PACKAGES, archive)).bytes()).files())];
    if (!members.some(([path]) => CONTROL.test(path))) continue;
    const contents = await Promise.all(members.map(([, file]) => file.bytes()));
    const blob = Bun.zstdCompressSync(Buffer.concat(contents), { level: ZSTD_LEVEL });
    blobs.push(blob);
    list.push({
      packedBytes: blob.length,
      files: members.map(([path], at) => ({ path, bytes: contents[at]?.length ?? 0 })),
    });
  }
  if (list.length === 0) throw new Error(`${PACKAGES} holds no extensions`);
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...blobs]);
}
