import { Failure } from '../../base/failure.ts';
import { objectId } from './object.ts';
import { runGit } from './program.ts';

/** A file, link or submodule of a tree, by its path from the root. */
export interface TreeEntry {
  readonly path: string;
  /** As git writes it: `100644`, `100755`, `120000` for a link, `160000` for a submodule. */
  readonly mode: string;
  readonly id: string;
}

const FOLDER = '40000';

/**
 * Everything below a tree. Each tree object is hashed again: an object file may hold something else than its name
 * says, and git checks only the first.
 *
 * @throws {Failure} `git-failed`
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export async function readTree(root: string, id: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const files = new Map<string, TreeEntry>();
  let folders: readonly TreeEntry[] = [{ path: '', mode: FOLDER, id }];
  while (folders.length > 0) {
    const trees = await treesIn(root, new Set(folders.map((folder) => folder.id)));
    const entries = folders.flatMap((folder) => {
      const found = entriesIn(trees.get(folder.id) ?? new Uint8Array(), folder.path, id.length / 2);
      if (found === null) throw new Failure('git-failed', `${root}: tree ${folder.id} is damaged`);
      return found;
    });
    for (const entry of entries) if (entry.mode !== FOLDER) files.set(entry.path, entry);
    folders = entries.filter(({ mode }) => mode === FOLDER);
  }
  return files;
}

async function treesIn(root: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>> {
  const stdin = [...ids].map((id) => `${id}\n`).join('');
  const answer = await runGit(root, ['cat-file', '--batch'], { stdin });
  const trees = new Map<string, Uint8Array>();
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    const [id = '', kind = '', size = ''] = answer.toString('utf8', at, end).split(' ');
    if (kind !== 'tree') throw new Failure('git-failed', `${root}: tree ${id} is missing`);
    const bytes = answer.subarray(end + 1, end + 1 + Number(size));
    if (objectId('tree', bytes, id.length) !== id)
      throw new Failure('git-failed', `${root}: tree ${id} is damaged`);
    trees.set(id, bytes);
    at = end + 1 + bytes.length + 1;
  }
  return trees;
}

/**
 * Parses a tree object, a list of `mode SP name NUL id` with the id in bytes. `null` for one that git itself would
 * never make: with two entries of one name it is unclear which is meant, and a name with a slash belongs to another
 * folder.
 */
function entriesIn(tree: Uint8Array, folder: string, idBytes: number): readonly TreeEntry[] | null {
  const bytes = Buffer.from(tree);
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at);
    const end = space < 0 ? -1 : bytes.indexOf(0, space);
    const next = end + 1 + idBytes;
    if (end < 0 || next > bytes.length) return null;
    const name = bytes.toString('utf8', space + 1, end);
    if (!isName(name) || entries.has(name)) return null;
    entries.set(name, {
      path: folder === '' ? name : `${folder}/${name}`,
      mode: bytes.toString('latin1', at, space),
      id: bytes.toString('hex', end + 1, next),
    });
    at = next;
  }
  return [...entries.values()];
}

const isName = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && !name.includes('/');
