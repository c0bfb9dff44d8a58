import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { LITTLE_SQL, type Work } from '../../shell/restart.ts';
import { textAfter } from './command-name.ts';

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
  const { folders, bytes, files, others } = sizesOf(args, sqlIn(args));
  if (folders > 0 || bytes > MUCH_SQL) return 'many-files';
  const goesOn = args.some((arg) => /^--(?:watch|fix)$/.test(arg));
  return files > 0 && others === 0 && bytes <= LITTLE_SQL && !goesOn && !args.includes('-')
    ? 'little-sql'
    : null;
}

function workOfSchema(args: readonly string[]): Work {
  return isSmall(args) ? 'small-schema' : 'large-schema';
}

function workOfRehearsal(args: readonly string[]): Work {
  return isSmall(args) ? 'small-schema' : 'pglite';
}

const isSmall = (args: readonly string[]): boolean =>
  sizesOf(args, args.includes('--schema') ? args : ['schema.graphql', ...args]).bytes <= SMALL_SCHEMA;

/** Flags of `check` that no value follows; `work.test.ts` compares them with its own. */
const WITHOUT_VALUE =
  /^--?(?:json|quiet|debug|no-color|color|help|h|watch|fix|dry-run|all-rules|in-transaction)$/;

/** The paths of `check`: its arguments and what stands behind `--base`, but no values of other flags. */
function sqlIn(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, i) => {
    const before = args[i - 1] ?? '';
    if (arg.startsWith('--base=')) return [arg.slice('--base='.length)];
    if (arg.startsWith('-')) return [];
    const isValue = /^-[^=]+$/.test(before) && !WITHOUT_VALUE.test(before) && before !== '--base';
    return isValue ? [] : [arg];
  });
}

/** Sizes of what is there under some names. */
function sizesOf(
  args: readonly string[],
  names: readonly string[],
): { files: number; folders: number; others: number; bytes: number } {
  const cwd = resolve(textAfter(args, '--cwd') ?? '.');
  const found = names.flatMap((name) => entryAt(resolve(cwd, name.replace(/^--[\w-]+=/, ''))) ?? []);
  const files = found.filter((entry) => entry.isFile());
  const folders = found.filter((entry) => entry.isDirectory()).length;
  return {
    files: files.length,
    folders,
    // Pipes and devices: nobody knows their size.
    others: found.length - files.length - folders,
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
