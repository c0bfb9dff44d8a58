import { posix, relative, sep } from 'node:path';
import { Failure } from '../base/failure.ts';
import { workTreeOf } from './git.ts';

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

// In git's own words, `LC_ALL=C`. Whatever else it says of a file is a failure.
const NO_SUCH_FILE = /does not exist in|exists on disk, but not in/;

/**
 * The text of a file as it stands in a revision.
 *
 * @param absolute Path of the file in the work tree.
 * @throws {Failure} `git-without-file` outside a work tree, before the first commit and where the revision has no such
 *   file; `git-failed` with git's own reason.
 */
export function fileAtRevision(cwd: string, revision: string, absolute: string): string {
  const hint = 'Name another source: --from old.graphql';
  if (workTreeOf(cwd) === null)
    throw new Failure('git-without-file', `git: ${cwd} is in no work tree`, { hint });
  const top = git(cwd, ['rev-parse', '--show-toplevel']);
  if (!top.ok) throw new Failure('git-failed', `git: ${top.error}`, { hint });
  const path = relative(cwd, absolute).split(sep).join('/');
  if (/^-/.test(revision)) throw new Failure('git-failed', `"${revision}" is no revision`);
  if (!git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]).ok) {
    const code = hasCommits(cwd) ? 'git-failed' : 'git-without-file';
    throw new Failure(code, `git has no commit ${revision}, or can't read it`, { hint });
  }
  // `./` counts from the folder git runs in: no path is compared with one that git has resolved links in.
  const shown = git(cwd, ['show', '--no-textconv', '--end-of-options', `${revision}:./${path}`]);
  if (!shown.ok) {
    const code = NO_SUCH_FILE.test(shown.error) ? 'git-without-file' : 'git-failed';
    throw new Failure(code, `git has no ${path} at ${revision}: ${shown.error.split('\n')[0]}`, { hint });
  }
  return utf8(shown.out, `${path} at ${revision}`);
}

// Git answers a damaged commit as it answers none: only where no name leads to a commit is there none yet.
const hasCommits = (cwd: string): boolean =>
  git(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD']).ok ||
  git(cwd, ['for-each-ref', '--count=1']).out.length > 0;

function utf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('git-failed', `${name} is not UTF-8`, { cause });
  }
}

/** A file as it would be committed. */
export interface StagedFile {
  /** Relative to the folder that was asked about, with slashes. */
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
  const inside = git(cwd, ['rev-parse', '--show-prefix']);
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
  const prefix = inside.out.toString().replace(/\r?\n$/, '');
  return paths.map((path) => {
    const shown = git(cwd, ['show', '--no-textconv', '--end-of-options', `:${path}`], INDEX);
    if (!shown.ok)
      throw new Failure('git-failed', `git can't show the staged ${path}: ${shown.error.split('\n')[0]}`);
    return { path: posix.relative(`/${prefix}`, `/${path}`), bytes: shown.out };
  });
}
