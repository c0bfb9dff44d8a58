import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { GitFacts, ReadInput } from '../../world/git.ts';
import { objectId } from './object.ts';
import { gitLine, gitText, runGit } from './program.ts';
import { repositoryName } from './repository-name.ts';
import { workTreeOf } from './root.ts';
import { dirtIn } from './work-tree.ts';

const NOWHERE: GitFacts = {
  repository: null,
  commit: null,
  tree: null,
  branch: null,
  tag: null,
  dirty: null,
  dirt: null,
  author: null,
  message: null,
};

/**
 * Reads the commit and compares it with the files on disk by content.
 *
 * @param inputs The files that the result is made from, with the bytes that were read; a path is relative to `cwd`.
 *   The work tree is dirty when one of them is not in the commit, or is there with other bytes.
 * @throws {Failure} `git-failed` when there is a `.git` but no program that can read it.
 */
export async function readGit(cwd: string, inputs: readonly ReadInput[] = []): Promise<GitFacts> {
  const root = workTreeOf(cwd);
  if (root === null) return NOWHERE;
  const commit = await headOf(root);
  if (commit === null) return NOWHERE;
  const { tree, author, message } = parseCommit(await readObject(root, commit), root);
  const folder = realpathSync(cwd);
  const dirt = await dirtIn(
    root,
    tree,
    inputs.map(({ path, bytes }) => ({ path: resolve(folder, path), bytes })),
  );
  return {
    repository: await repositoryOf(root),
    commit,
    tree,
    branch: (await gitLine(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'])) ?? null,
    tag: await gitLine(root, [
      'for-each-ref',
      '--points-at=HEAD',
      '--format=%(refname:lstrip=2)',
      'refs/tags',
    ]),
    dirty: dirt !== null,
    dirt,
    author,
    message,
  };
}

/**
 * The id that HEAD names, or `null` before the first commit. It is not peeled (`HEAD^{commit}`): then git would
 * answer the same for a damaged commit as for none, and an unreadable commit must not pass for a missing one.
 */
async function headOf(root: string): Promise<string | null> {
  const id = await gitLine(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (id !== null) return id;
  const other = await gitLine(root, ['for-each-ref', '--count=1', '--format=%(refname)']);
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

/** The text of a commit. It is hashed again, because an object file may hold something else than its name says. */
async function readObject(root: string, id: string): Promise<string> {
  const bytes = await runGit(root, ['cat-file', 'commit', id]);
  if (objectId('commit', bytes, id.length) !== id)
    throw new Failure('git-failed', `${root}: commit ${id} is damaged`);
  return bytes.toString('utf8');
}

async function repositoryOf(root: string): Promise<string | null> {
  const url = await gitLine(root, ['config', '--local', '--no-includes', '--get', 'remote.origin.url']);
  if (url !== null) return repositoryName(url);
  if ((await gitLine(root, ['rev-parse', '--is-shallow-repository'])) !== 'false') return null;
  const roots = await gitText(root, ['rev-list', '--max-parents=0', 'HEAD']);
  const first = roots.trim().split('\n').toSorted()[0];
  return first ? `commit:${first}` : null;
}
