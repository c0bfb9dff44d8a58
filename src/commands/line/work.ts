import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Work } from '../../shell/restart.ts';
import { textAfter } from './command-name.ts';

/** Up to here the parser as bytecode is faster than its WASM, which has to be compiled first. In bytes of SQL. */
const LITTLE_SQL = 8 * 1024;
/** From here on the restart pays for itself. In bytes of SQL. */
const MUCH_SQL = 64 * 1024;
/** Up to here the second of three compilers takes more than it gives. In bytes of SDL. */
const SMALL_SCHEMA = 64 * 1024;

/** By command: what its input makes it. Every other command is done before a compiler begins. */
const WORKS: Readonly<Record<string, (args: readonly string[]) => Work | null>> = {
  check: workOfCheck,
  transform: workOfSchema,
  plan: workOfSchema,
  rehearse: workOfRehearsal,
  certify: workOfRehearsal,
  deploy: () => 'pglite',
  drift: () => 'pglite',
};

/** What is to be done, judged by the command line and the sizes of the files it names, before anything is loaded. */
export function workOf(name: string, args: readonly string[]): Work | null {
  return (Object.hasOwn(WORKS, name) && WORKS[name]?.(args)) || null;
}

function workOfCheck(args: readonly string[]): Work | null {
  const { folders, bytes, files } = sizesOf(args);
  if (folders > 0 || bytes > MUCH_SQL) return 'many-files';
  const goesOn = args.some((arg) => /^--(?:watch|fix)$/.test(arg));
  return files > 0 && bytes <= LITTLE_SQL && !goesOn && !args.includes('-') ? 'little-sql' : null;
}

function workOfSchema(args: readonly string[]): Work {
  return isSmall(args) ? 'small-schema' : 'large-schema';
}

function workOfRehearsal(args: readonly string[]): Work {
  return isSmall(args) ? 'small-schema' : 'pglite';
}

const isSmall = (args: readonly string[]): boolean =>
  sizesOf(args.includes('--schema') ? args : ['schema.graphql', ...args]).bytes <= SMALL_SCHEMA;

/** What the arguments name, flags' values included. */
function sizesOf(args: readonly string[]): { files: number; folders: number; bytes: number } {
  const cwd = resolve(textAfter(args, '--cwd') ?? '.');
  const found = args
    .map((arg) => arg.replace(/^--[\w-]+=/, ''))
    .filter((arg) => !arg.startsWith('-'))
    .flatMap((arg) => entryAt(resolve(cwd, arg)) ?? []);
  const files = found.filter((entry) => entry.isFile());
  return {
    files: files.length,
    folders: found.filter((entry) => entry.isDirectory()).length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}

function entryAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    // No path at all, or one that may not be looked at: the command says so.
    return null;
  }
}
