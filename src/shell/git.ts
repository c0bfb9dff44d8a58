import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { Failure } from '../base/failure.ts';
import { repositoryName } from './repository-name.ts';

/** Where the code comes from. Every field is `null` outside a git work tree or before its first commit. */
export interface GitFacts {
  /** The origin without scheme and credentials, or `commit:<first commit>` where there is no origin. */
  readonly repository: string | null;
  readonly commit: string | null;
  readonly tree: string | null;
  /** `null` on a detached head. */
  readonly branch: string | null;
  readonly tag: string | null;
  /** Whether a tracked file has other bytes than the commit, or an input is not in the commit. */
  readonly dirty: boolean | null;
  readonly author: string | null;
  /** The first line of the commit's message. */
  readonly message: string | null;
}

const NOWHERE: GitFacts = {
  repository: null,
  commit: null,
  tree: null,
  branch: null,
  tag: null,
  dirty: null,
  author: null,
  message: null,
};

/** The folder that holds `.git`, upward from `folder`, links resolved; `null` outside a work tree. */
export function workTreeOf(folder: string): string | null {
  if (!existsSync(folder)) return workTreeOf(dirname(folder));
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}

/**
 * Reads the commit and compares it with the files on disk by content. The index, ignore rules, attributes and
 * replacements can all hide a change from `git status`, and a repository's own config can make `status` or `log` run
 * a program: only plumbing that reads objects is called, with an environment of our own.
 *
 * @param inputs Files, relative to `cwd`, that the result is made from: one that is not in the commit is dirt.
 * @throws {Failure} `git-failed` where there is a `.git` and no program that can read it.
 */
export async function readGit(cwd: string, inputs: readonly string[] = []): Promise<GitFacts> {
  const root = workTreeOf(cwd);
  if (root === null) return NOWHERE;
  const commit = await headOf(root);
  if (commit === null) return NOWHERE;
  const { tree, author, message } = parseCommit(await readObject(root, commit), root);
  return {
    repository: await repositoryOf(root),
    commit,
    tree,
    branch: (await line(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'])) ?? null,
    tag: await line(root, ['for-each-ref', '--points-at=HEAD', '--format=%(refname:lstrip=2)', 'refs/tags']),
    dirty: await isDirty(
      root,
      tree,
      inputs.map((path) => relative(root, join(realpathSync(cwd), path))),
    ),
    author,
    message,
  };
}

/**
 * The id that HEAD names, or `null` before the first commit. It is not peeled: git would answer a damaged commit as
 * it answers none, and what cannot be read must not pass for what is not there.
 */
async function headOf(root: string): Promise<string | null> {
  const id = await line(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (id !== null) return id;
  const other = await line(root, ['for-each-ref', '--count=1', '--format=%(refname)']);
  if (other === null) return null;
  throw new Failure('git-failed', `${root}: HEAD names no commit`, { hint: 'Check a commit out.' });
}

interface Commit {
  readonly tree: string;
  readonly author: string | null;
  readonly message: string | null;
}

function parseCommit(text: string, root: string): Commit {
  const [head = '', ...body] = text.split('\n\n');
  const tree = /^tree ([0-9a-f]{40,64})$/m.exec(head)?.[1];
  if (tree === undefined) throw new Failure('git-failed', `${root}: HEAD is no commit`);
  return {
    tree,
    author: /^author (.+?) [0-9]+ [+-][0-9]{4}$/m.exec(head)?.[1] ?? null,
    message: body.join('\n\n').trimStart().split('\n')[0] || null,
  };
}

/** The text of a commit, hashed again: an object file can hold what its name does not say. */
async function readObject(root: string, id: string): Promise<string> {
  const bytes = await run(root, ['cat-file', 'commit', id], [0]);
  if (hashOf('commit', bytes, id.length) !== id)
    throw new Failure('git-failed', `${root}: commit ${id} is damaged`);
  return bytes.toString('utf8');
}

async function repositoryOf(root: string): Promise<string | null> {
  const url = await line(root, ['config', '--local', '--no-includes', '--get', 'remote.origin.url']);
  if (url !== null) return repositoryName(url);
  if ((await line(root, ['rev-parse', '--is-shallow-repository'])) !== 'false') return null;
  const roots = await git(root, ['rev-list', '--max-parents=0', 'HEAD'], [0]);
  const first = roots.trim().split('\n').toSorted()[0];
  return first ? `commit:${first}` : null;
}

/** What we write beside the sources, tracked or not, changes nothing that is certified. Policies do. */
const OURS = /(?:^|\/)(?:SHIPME\.md|SHIPIT\.md|\.wesley\/(?!policy\.json$).*)$/;

async function isDirty(root: string, tree: string, inputs: readonly string[]): Promise<boolean> {
  const listing = await git(root, ['ls-tree', '-r', '-z', '--full-tree', tree], [0]);
  const entries = listing.split('\0').filter((entry) => entry !== '');
  const tracked = new Set<string>();
  for (const entry of entries) {
    const [, mode = '', kind = '', id = '', path = ''] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    tracked.add(path);
    if (OURS.test(path)) continue;
    const same = kind === 'commit' ? await isSubmoduleAt(join(root, path), id) : isSame(root, path, mode, id);
    if (!same) return true;
  }
  return inputs.some((path) => !tracked.has(path.split(sep).join('/')));
}

function isSame(root: string, path: string, mode: string, id: string): boolean {
  const file = join(root, path);
  // A folder replaced by a link would show another folder's files under the same paths.
  if (isBehindLink(root, path)) return false;
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (mode === '120000')
    return found?.isSymbolicLink() === true && hashOf('blob', readlinkSync(file, 'buffer'), id.length) === id;
  const executable = ((found?.mode ?? 0) & 0o100) !== 0;
  if (!found?.isFile() || executable !== (mode === '100755')) return false;
  return hashOf('blob', readFileSync(file), id.length) === id;
}

function isBehindLink(root: string, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((_, i) => {
    const folder = join(root, ...folders.slice(0, i + 1));
    return lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  });
}

/** A submodule that is not checked out is what a plain clone gives: nothing in it, nothing changed. */
async function isSubmoduleAt(folder: string, id: string): Promise<boolean> {
  if (!existsSync(join(folder, '.git'))) return true;
  return (await line(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'])) === id;
}

/** Git's object id: 40 hexadecimal digits are SHA-1, 64 SHA-256. */
function hashOf(kind: string, bytes: Uint8Array, digits: number): string {
  const hash = new Bun.CryptoHasher(digits === 64 ? 'sha256' : 'sha1');
  return hash.update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}

const line = async (root: string, args: readonly string[]): Promise<string | null> =>
  (await git(root, args, [0, 1])).split('\n')[0]?.trim() || null;

const git = async (root: string, args: readonly string[], codes: readonly number[]): Promise<string> =>
  (await run(root, args, codes)).toString('utf8');

// Nothing of the caller's GIT_* variables, of config files outside the repository, of replacements, and no way to
// fetch: a partial clone would run the ssh command its config names to get a missing object.
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

function run(root: string, args: readonly string[], codes: readonly number[]): Promise<Buffer> {
  const fixed = [
    `--git-dir=${join(root, '.git')}`,
    `--work-tree=${root}`,
    '--no-pager',
    // Only objects are read, so another owner of the folder is no danger, and containers often have one.
    ...['safe.directory=*', 'core.fsmonitor=false', 'core.hooksPath=/dev/null'].flatMap((pair) => [
      '-c',
      pair,
    ]),
  ];
  const options = { cwd: root, env: ENVIRONMENT, encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES } as const;
  return new Promise((resolve, reject) => {
    execFile('git', [...fixed, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number' && codes.includes(code)) resolve(stdout);
      else reject(failure(root, error, stderr.toString('utf8').trim()));
    });
  });
}

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
