import { relative, sep } from 'node:path';
import { Failure } from '../base/failure.ts';

// A repository's own configuration may name programs to run, and GIT_* variables may point elsewhere.
const SAFE = [
  '-c',
  'core.fsmonitor=',
  '-c',
  'core.hooksPath=/dev/null',
  '--no-replace-objects',
  '--no-optional-locks',
];

function git(
  cwd: string,
  args: readonly string[],
  keep: readonly string[] = [],
): { readonly ok: boolean; readonly out: Buffer; readonly error: string } {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || keep.includes(name)),
  );
  try {
    const { success, stdout, stderr } = Bun.spawnSync(['git', ...SAFE, ...args], {
      cwd,
      env: { ...env, LC_ALL: 'C' },
    });
    return { ok: success, out: stdout, error: stderr.toString().trim() };
  } catch (cause) {
    return { ok: false, out: Buffer.alloc(0), error: `git does not run: ${(cause as Error).message}` };
  }
}

/**
 * The text of a file as it stands in a revision.
 *
 * @param absolute Path of the file in the work tree.
 * @throws {Failure} `git-failed` with git's own reason.
 */
export function fileAtRevision(cwd: string, revision: string, absolute: string): string {
  const top = git(cwd, ['rev-parse', '--show-toplevel']);
  if (!top.ok)
    throw new Failure('git-failed', `git: ${top.error}`, { hint: 'Name another source: --from old.graphql' });
  const path = relative(cwd, absolute).split(sep).join('/');
  if (/^-/.test(revision)) throw new Failure('git-failed', `"${revision}" is no revision`);
  // `./` counts from the folder git runs in: no path is compared with one that git has resolved links in.
  const shown = git(cwd, ['show', '--no-textconv', '--end-of-options', `${revision}:./${path}`]);
  if (!shown.ok)
    throw new Failure('git-failed', `git has no ${path} at ${revision}: ${shown.error.split('\n')[0]}`);
  return new TextDecoder('utf-8', { fatal: false }).decode(shown.out);
}

/** A file as it would be committed. */
export interface StagedFile {
  /** Relative to the root of the work tree. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

// `git commit -a` and `git commit PATH` hand a hook an index of their own.
const INDEX = ['GIT_INDEX_FILE'];

/**
 * Files with this ending that are staged as added or changed, with what is staged of them.
 *
 * @throws {Failure} `git-failed` outside a work tree.
 */
export function stagedFiles(cwd: string, ending: string): readonly StagedFile[] {
  const inside = git(cwd, ['rev-parse', '--is-inside-work-tree']);
  const listed = !inside.ok
    ? inside
    : git(cwd, ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '--no-ext-diff', '-z'], INDEX);
  if (!listed.ok) {
    throw new Failure('git-failed', `git can't tell what is staged: ${listed.error.split('\n')[0]}`, {
      hint: 'Name files or folders: wesley check migrations',
    });
  }
  const paths = listed.out
    .toString()
    .split('\0')
    .filter((path) => path.toLowerCase().endsWith(ending));
  return paths.map((path) => {
    const shown = git(cwd, ['show', '--no-textconv', '--end-of-options', `:${path}`], INDEX);
    if (!shown.ok)
      throw new Failure('git-failed', `git can't show the staged ${path}: ${shown.error.split('\n')[0]}`);
    return { path, bytes: shown.out };
  });
}
