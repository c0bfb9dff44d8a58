import { dirname, join, normalize } from 'node:path';
import { ROOMS, type Room } from '../src/stages.ts';
import { type Import, type Source, scan } from './source-scan.ts';

/*
 * What one source file may import and reach. `src/architecture.test.ts` asks it of every file, and plants each fault to
 * see it found.
 */

const ORDER = Object.keys(ROOMS);
const OUTER = ['shell', 'commands'];
const roomOf = (path: string): string => path.split('/')[1] ?? '';

/** Code for tests lies beside what it tests and is no part of the program. */
export const isTest = (path: string): boolean => /\.test\.ts$|(?:^|\/)testing[^/]*\.ts$|\.d\.ts$/.test(path);

/** What a source file of a room does that its row in the table of rooms does not allow. */
export function faultsOf(source: Source): readonly string[] {
  const name = roomOf(source.path);
  const room = ROOMS[name];
  if (room === undefined) return [`${source.path} lies in no room`];
  const { imports, faults, globals } = scan(source);
  const all = imports.flatMap((found) => faultOf(found, source.path, name, room));
  const world = OUTER.includes(name) ? [] : [...globals].filter((global) => !isAllowed(global, room));
  const unknown = name === 'shell' ? [] : faults;
  return [...all, ...unknown, ...world.map((global) => `reaches the world by ${global}`)];
}

const isAllowed = (global: string, { globals = [] }: Room): boolean =>
  globals.some((allowed) => global === allowed || global.startsWith(`${allowed}.`));

function faultOf({ from, isType }: Import, path: string, name: string, room: Room): readonly string[] {
  if (!from.startsWith('.'))
    return isType || room.packages.includes('*') || room.packages.includes(from)
      ? []
      : [`imports the package ${from}`];
  const to = normalize(join(dirname(path), from));
  if (isTest(to)) return [`imports ${to}, which is for tests`];
  if (!to.startsWith('src/') || to.split('/').length < 3)
    return OUTER.includes(name) ? [] : [`imports ${to} from outside the rooms`];
  const other = roomOf(to);
  if (other === name) return [];
  if (ORDER.indexOf(other) > ORDER.indexOf(name)) return [`imports ${to}, which comes after it`];
  return isType || room.calls.includes('*') || room.calls.includes(other)
    ? []
    : [`calls ${to}, and its row does not name ${other}`];
}

/** Rooms and packages that a row names and no file of the room uses. */
export function staleIn(name: string, sources: readonly Source[]): readonly string[] {
  const room = ROOMS[name];
  const imports = sources
    .filter(({ path }) => roomOf(path) === name)
    .flatMap((source) => scan(source).imports.map((found) => ({ ...found, path: source.path })))
    .filter(({ isType }) => !isType);
  const used = new Set(
    imports.map(({ from, path }) =>
      from.startsWith('.') ? roomOf(normalize(join(dirname(path), from))) : from,
    ),
  );
  return [...(room?.calls ?? []), ...(room?.packages ?? [])].filter(
    (entry) => entry !== '*' && !used.has(entry),
  );
}
