import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import type { ReadInput } from '../../world/git.ts';
import { type Attributes, attributesIn, convertsLineEnds, differenceFrom } from './conversion.ts';
import { objectId } from './object.ts';
import { gitLine, gitText } from './program.ts';
import { readTree, type TreeEntry } from './tree.ts';

/**
 * Files that Wesley writes beside the sources. Changes in them change nothing that is certified, tracked or not. A
 * policy is not among them.
 */
const OURS = /(?:^|\/)(?:SHIPME\.md|SHIPIT\.md|\.wesley\/(?!policy\.json$).*)$/;

/**
 * The first difference between the work tree and a git tree, or between an input and what the tree holds in its
 * place; `null` when there is none. Contents are compared: the index, ignore rules and attributes can all hide a
 * change from `git status`.
 *
 * @throws {Failure} `git-failed`
 */
export async function dirtIn(
  root: string,
  tree: string,
  inputs: readonly ReadInput[],
): Promise<string | null> {
  const entries = await readTree(root, tree);
  const doubts: Doubt[] = [];
  for (const input of inputs) {
    const found = judgeInput(root, input, entries);
    if (typeof found === 'string') return found;
    if (found !== null) doubts.push(found);
  }
  const missing: string[] = [];
  for (const entry of entries.values()) {
    if (OURS.test(entry.path)) continue;
    const found = await judgeFile(root, entry);
    if (found === 'missing') missing.push(entry.path);
    else if (typeof found === 'string') return found;
    else if (found !== null) doubts.push(found);
  }
  return (await missingIn(root, missing)) ?? (await changedIn(root, tree, doubts));
}

/** A file whose bytes are not those of the blob. git's conversions may be the reason. */
interface Doubt {
  readonly entry: TreeEntry;
  readonly bytes: () => Uint8Array;
  /** Whether it is an input. */
  readonly isRead: boolean;
}

function judgeInput(
  root: string,
  { path, bytes }: ReadInput,
  entries: ReadonlyMap<string, TreeEntry>,
): Doubt | string | null {
  const place = placeIn(root, path);
  const entry = place === null ? null : entryAt(root, place, entries);
  const shown = place ?? path;
  if (bytes === null)
    return place !== null && entries.has(place) ? `${shown} is in the commit and not here` : null;
  if (place === null) return `${shown} is not in the work tree`;
  if (entry === null) return `${shown} is not in the commit`;
  if (objectId('blob', bytes, entry.id.length) === entry.id) return null;
  return { entry, bytes: () => bytes, isRead: true };
}

/** The path of a file within the work tree, even if links from outside lead to it; `null` when it is outside. */
function placeIn(root: string, path: string): string | null {
  const parts = path.split(sep);
  for (let i = 1; i <= parts.length; i++) {
    const prefix = parts.slice(0, i).join(sep) || sep;
    if (!existsSync(prefix)) return null;
    const real = realpathSync(prefix);
    if (real === root || real.startsWith(root + sep))
      return [...relative(root, real).split(sep), ...parts.slice(i)].filter((part) => part !== '').join('/');
  }
  return null;
}

const LINK = '120000';
const SUBMODULE = '160000';
const MAX_LINKS = 40;

/** The file that a path leads to, through links that the git tree holds; `null` when it leads out of the tree. */
function entryAt(root: string, path: string, entries: ReadonlyMap<string, TreeEntry>): TreeEntry | null {
  let at = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const parts = at.split('/');
    const link = parts
      .map((_, i) => entries.get(parts.slice(0, i + 1).join('/')))
      .find((entry) => entry?.mode === LINK);
    if (link === undefined) return entries.get(at) ?? null;
    const target = linkAt(join(root, link.path));
    if (target === null || posix.isAbsolute(target.toString())) return null;
    at = posix.join(posix.dirname(link.path), target.toString(), at.slice(link.path.length));
    if (at.startsWith('../')) return null;
  }
  return null;
}

const linkAt = (file: string): Buffer | null =>
  lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(file, 'buffer') : null;

const MODES_ARE_KEPT = process.platform !== 'win32';

async function judgeFile(root: string, { path, mode, id }: TreeEntry): Promise<Doubt | string | null> {
  const file = join(root, path);
  const differs = `${path} differs from the commit`;
  if (mode === SUBMODULE) return (await isSubmoduleAt(file, id)) ? null : differs;
  // A link in the place of a folder would show another folder's files under the same paths.
  if (isBehindLink(root, path)) return `${path} is behind a link that is not in the commit`;
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 'missing';
  if (mode === LINK) {
    const target = linkAt(file);
    return target !== null && objectId('blob', target, id.length) === id ? null : differs;
  }
  if (!found.isFile()) return differs;
  const executable = (found.mode & 0o100) !== 0;
  if (MODES_ARE_KEPT && executable !== (mode === '100755')) return `${path} has another mode than the commit`;
  if (objectId('blob', readFileSync(file), id.length) === id) return null;
  // Read again when it is compared: the bytes of a large tree would not fit into memory.
  return { entry: { path, mode, id }, bytes: () => readFileSync(file), isRead: false };
}

function isBehindLink(root: string, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((_, i) => linkAt(join(root, ...folders.slice(0, i + 1))) !== null);
}

/** A plain clone does not check out submodules. A submodule without content counts as unchanged. */
async function isSubmoduleAt(folder: string, id: string): Promise<boolean> {
  if (!existsSync(join(folder, '.git'))) return true;
  return (await gitLine(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'])) === id;
}

/**
 * The first missing file that should be there: files that a sparse checkout leaves out do not count. They can't
 * change the result, because whatever is read or looked for is an input, and inputs are compared by themselves.
 */
async function missingIn(root: string, paths: readonly string[]): Promise<string | null> {
  if (paths.length === 0) return null;
  const isSparse =
    (await gitLine(root, ['config', '--type=bool', '--get', 'core.sparseCheckout'])) === 'true';
  const listing = isSparse ? await gitText(root, ['ls-files', '-v', '-z']) : '';
  const left = new Set(listing.split('\0').flatMap((line) => (/^S /i.test(line) ? [line.slice(2)] : [])));
  const missing = paths.find((path) => !left.has(path));
  return missing === undefined ? null : `${missing} is in the commit and not here`;
}

async function changedIn(root: string, tree: string, doubts: readonly Doubt[]): Promise<string | null> {
  if (doubts.length === 0) return null;
  const found = await attributesIn(
    root,
    tree,
    doubts.map(({ entry }) => entry.path),
  );
  const anyLineEnds = await convertsLineEnds(root);
  for (const { entry, bytes, isRead } of doubts) {
    const attributes: Attributes | null = found.get(entry.path) ?? null;
    const difference = await differenceFrom(root, entry, bytes(), { attributes, anyLineEnds, isRead });
    if (difference !== null) return difference;
  }
  return null;
}
