import { Failure } from '../../base/failure.ts';
import { inRunningOrder, undoes } from '../../check/migration-file.ts';
import { sqitchFiles } from '../../check/sqitch-plan.ts';
import type { FileKind } from '../../world/files.ts';
import type { World } from '../../world/world.ts';

/** What is named like an SQL file, or holds some, and can't be read. */
interface Unreadable {
  readonly path: string;
  readonly message: string;
}

interface Found {
  readonly paths: string[];
  readonly unreadable: Unreadable[];
}

type Disk = Pick<World, 'files' | 'guarded'>;

/** The SQL files below a folder in the order they run, and how many were left out because they undo another. */
export async function migrationsIn(
  folder: string,
  world: Disk,
): Promise<{
  readonly paths: readonly string[];
  readonly undoing: number;
  readonly unreadable: readonly Unreadable[];
}> {
  const { paths: found, unreadable } = await sqlFilesBelow(folder, world);
  const planned = await bySqitchPlan(folder, world);
  if (planned !== null) {
    const paths = planned.filter((path) => found.includes(path));
    const missing = planned.filter((path) => !found.includes(path));
    return {
      paths,
      undoing: found.length - paths.length,
      unreadable: [...unreadable, ...missing.map((path) => ({ path, message: 'sqitch.plan names it' }))],
    };
  }
  const all = inRunningOrder(found.map((path) => ({ path }))).map(({ path }) => path);
  const paths = all.filter((file) => !undoes(file.slice(folder.length)));
  return { paths, undoing: all.length - paths.length, unreadable };
}

/** The files of a project of sqitch in the order of its plan; `null` where there is no plan. */
async function bySqitchPlan(folder: string, { files }: Disk): Promise<readonly string[] | null> {
  const plan = inside(folder, 'sqitch.plan');
  if ((await files.exists(plan)) !== 'file') return null;
  return sqitchFiles(await files.read(plan)).map((name) => inside(folder, name));
}

/** Visits every real folder once: what stands in its place before what only a link leads to. */
async function sqlFilesBelow(folder: string, world: Disk): Promise<Found> {
  const found: Found = { paths: [], unreadable: [] };
  const visited = new Set<string>();
  const links: string[] = [];
  const root = realOf(folder, world);
  const visit = async (path: string): Promise<void> => {
    const real = realOf(path, world);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of await foldersIn(path, found, world)) {
      const below = inside(path, name);
      const target = realOf(below, world);
      if (target === inside(real, name)) await visit(below);
      // A link to where it stands in would leave the folder, and end at the root of everything.
      else if (!isWithin(real, target) && !isWithin(root, target)) links.push(below);
    }
  };
  await visit(folder);
  for (let link = links.shift(); link !== undefined; link = links.shift()) await visit(link);
  return found;
}

/** A path with every link resolved, as far as there is anything. */
export const realOf = (path: string, { files, guarded }: Disk): string =>
  guarded.realPath(path) ?? files.resolve(path);

const inside = (folder: string, name: string): string => `${folder.replace(/\/+$/, '')}/${name}`;

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Adds the files of one folder to what was found. @returns the names of the folders in it. */
async function foldersIn(folder: string, found: Found, { files }: Disk): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const { name, kind } of await listed(folder, found, files)) {
    const path = inside(folder, name);
    if (kind === 'folder') folders.push(name);
    else if (!name.toLowerCase().endsWith('.sql')) continue;
    else if (kind === 'file') found.paths.push(path);
    else found.unreadable.push({ path, message: strangeness(await files.exists(path)) });
  }
  return folders;
}

/** One folder that is closed to us must not cost what the others hold. */
async function listed(folder: string, found: Found, files: Disk['files']): ReturnType<Disk['files']['list']> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    found.unreadable.push({ path: folder, message: error.message });
    return [];
  }
}

/** Why what is neither a file nor a folder is not read. @param kind Where links lead to. */
export const strangeness = (kind: FileKind | null): string =>
  kind === null
    ? 'it is a link that leads nowhere'
    : 'it is a FIFO, a socket or a device, and only files and folders are read';
