import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, parse, sep } from 'node:path';

/*
 * Who besides us could replace a trusted file: whoever may write the file, or a folder on the way to it. The same
 * rule as ssh's `StrictModes`. https://man.openbsd.org/sshd_config#StrictModes
 */

/** One name of a file, folder or link on the way that a path is resolved. */
interface Hop {
  readonly folder: string;
  readonly entry: string;
  readonly stats: Stats;
}

const MAX_LINKS = 40;

/** @throws {Error} of the file system, when the path leads nowhere or in a circle. */
function hopsTo(path: string): readonly Hop[] {
  const hops: Hop[] = [];
  let folder = parse(path).root;
  let rest = partsOf(path);
  for (let links = 0; rest.length > 0; ) {
    const [name = '', ...more] = rest;
    rest = more;
    if (name === '..') {
      folder = dirname(folder);
      continue;
    }
    const entry = join(folder, name);
    const stats = lstatSync(entry);
    hops.push({ folder, entry, stats });
    if (!stats.isSymbolicLink()) {
      folder = entry;
      continue;
    }
    if (++links > MAX_LINKS) throw new Error('too many links');
    const target = readlinkSync(entry);
    folder = parse(target).root || folder;
    rest = [...partsOf(target), ...more];
  }
  return hops;
}

/** The names in a path, without its root (`/`, or a drive). */
const partsOf = (path: string): readonly string[] =>
  path
    .slice(parse(path).root.length)
    .split(sep === '/' ? '/' : /[\\/]/)
    .filter((part) => part !== '' && part !== '.');

/** Every folder that a path is resolved through, also those that links lead through. @param path Absolute. */
export const foldersTo = (path: string): readonly string[] => [
  ...new Set(hopsTo(path).map(({ folder }) => folder)),
];

/**
 * Who besides us and root may change the file that a path leads to, or put another one in its place: a sentence
 * without its full stop, or `null` when nobody may. Of an access control list only what the mode shows is seen.
 * Windows has no modes to look at.
 *
 * @param path Absolute.
 */
export function whoMayChange(path: string): string | null {
  if (process.geteuid === undefined) return null;
  const hops = hopsTo(path);
  const root = { stats: lstatSync('/') };
  for (const [i, { folder, stats }] of hops.entries()) {
    const holder = hops.findLast((hop, j) => j < i && hop.entry === folder) ?? root;
    const fault = faultOf(folder, holder.stats, stats);
    if (fault !== null) return fault;
  }
  const file = hops.at(-1);
  return file === undefined
    ? null
    : (ownerFault(file.entry, file.stats) ?? modeFault(file.entry, file.stats));
}

function faultOf(folder: string, stats: Stats, child: Stats): string | null {
  const owner = ownerFault(folder, stats);
  if (owner !== null) return owner;
  // In a sticky folder, such as /tmp, only the owner of a file may move it away.
  const isSticky = (stats.mode & 0o1000) !== 0;
  return isSticky && isOurs(child.uid) ? null : modeFault(folder, stats);
}

const ownerFault = (path: string, { uid }: Stats): string | null =>
  isOurs(uid) ? null : `${path} belongs to another user (${uid})`;

function modeFault(path: string, { mode, uid, gid }: Stats): string | null {
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o002) !== 0) return `everybody may write ${path} (mode ${shown})`;
  if ((mode & 0o020) !== 0 && !isPrivateGroup(gid, uid)) return `its group may write ${path} (mode ${shown})`;
  return null;
}

const isOurs = (uid: number): boolean => uid === 0 || uid === process.geteuid?.() || isUnmappedRoot(uid);

/** In a user namespace that maps few users, files of the real root appear to belong to the overflow user. */
function isUnmappedRoot(uid: number): boolean {
  if (uid !== Number(textOf('/proc/sys/kernel/overflowuid') || Number.NaN)) return false;
  return !/^\s*0\s+0\s+4294967295\s*$/.test(textOf('/proc/self/uid_map'));
}

/**
 * Whether a group is one user's own group, as many systems create it: then its right to write is only that user's.
 */
function isPrivateGroup(gid: number, uid: number): boolean {
  const rows = (file: string): readonly (readonly string[])[] =>
    textOf(file)
      .split('\n')
      .map((line) => line.split(':'));
  const group = rows('/etc/group').find(([, , id]) => id === String(gid));
  if (group === undefined) return false;
  const users = rows('/etc/passwd').filter(([, , , primary]) => primary === String(gid));
  const owner = rows('/etc/passwd').find(([, , id]) => id === String(uid))?.[0];
  const members = (group[3] ?? '').split(',').filter((name) => name !== '');
  return [...users.map(([name]) => name), ...members].every((name) => name === owner);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
