import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { Failure } from '../../base/failure.ts';

/*
 * Runs the program git on a repository that may be hostile. Only plumbing commands are called that read objects, and
 * with an environment of our own: a repository's configuration can make `status` or `log` run a program, and GIT_*
 * variables can point to another repository.
 */

/**
 * The folders of PATH in which a program may be looked up. Left out are relative and empty ones, which mean the
 * current folder, and those inside a work tree (also through links), which hold what its commits and packages put
 * there.
 *
 * @param workTree Its path with links resolved.
 */
export function programPath(path: string | undefined, workTree: string | null): string {
  return (path ?? '/usr/local/bin:/usr/bin:/bin')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && (workTree === null || !isInside(folder, workTree)))
    .join(delimiter);
}

/**
 * Whether a folder is a work tree or is inside it, by its own path or by where links lead. @param workTree Its path
 * with links resolved.
 */
export const isInside = (folder: string, workTree: string): boolean =>
  [folder, resolved(folder)].some((path) => path === workTree || path.startsWith(workTree + sep));

function resolved(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

// Forbids fetching: to get a missing object, a partial clone would run the ssh command that its configuration names.
const OFFLINE = { LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/**
 * The caller's environment, for a git that uses the caller's settings. Without GIT_* variables: a hook or a wrapper
 * sets them for another repository.
 *
 * @param keep GIT_* variables that are about this repository.
 */
export function callersEnvironment(
  workTree: string | null,
  keep: readonly string[] = [],
): Readonly<Record<string, string | undefined>> {
  const { PATH, ...others } = process.env;
  const kept = Object.entries(others).filter(([name]) => !name.startsWith('GIT_') || keep.includes(name));
  return { ...Object.fromEntries(kept), ...OFFLINE, PATH: programPath(PATH, workTree) };
}

// Leaves out the caller's GIT_* variables, configuration and attribute files outside the commit, and replacement
// objects.
const environment = (root: string): Readonly<Record<string, string>> => ({
  PATH: programPath(process.env['PATH'], root),
  ...OFFLINE,
  GIT_ATTR_NOSYSTEM: '1',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
});

const SETTINGS = [
  // Only objects are read, so a folder of another owner is no danger. In containers that is common.
  'safe.directory=*',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.splitIndex=false',
].flatMap((pair) => ['-c', pair]);

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Environment variables; `undefined` removes one. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitOptions {
  /** Exit statuses that count as an answer. Any other is a failure. */
  readonly codes?: readonly number[];
  readonly env?: Environment;
  readonly stdin?: string;
}

/**
 * What git prints about the work tree `root`.
 *
 * @throws {Failure} `git-failed` where the program is missing or can't read the repository.
 */
export function runGit(
  root: string,
  args: readonly string[],
  { codes = [0], env = {}, stdin = '' }: GitOptions = {},
): Promise<Buffer> {
  const fixed = [`--git-dir=${join(root, '.git')}`, `--work-tree=${root}`, '--no-pager', ...SETTINGS];
  const options = {
    cwd: root,
    env: { ...environment(root), ...env },
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile('git', [...fixed, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number' && codes.includes(code)) resolve(stdout);
      else reject(failure(root, error, stderr.toString('utf8').trim()));
    });
    // A program that is missing or ends early breaks the pipe. Its exit status tells the reason.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

export const gitText = async (
  root: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> => (await runGit(root, args, options)).toString('utf8');

/** The first line that git prints, or `null` when it has no answer. */
export const gitLine = async (root: string, args: readonly string[]): Promise<string | null> =>
  (await gitText(root, args, { codes: [0, 1] })).split('\n')[0]?.trim() || null;

function failure(root: string, cause: Error | null, said: string): Failure {
  const missing = (cause as NodeJS.ErrnoException | null)?.code === 'ENOENT';
  if (missing) {
    const hint = 'Install git, or work in a folder without .git.';
    return new Failure('git-failed', `${root} is a git work tree, and the program git is missing`, {
      cause,
      hint,
    });
  }
  return new Failure('git-failed', `git cannot read ${root}: ${said.split('\n')[0]}`, { cause });
}
