import { posix, relative, sep } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { StagedFile } from '../../world/git.ts';
import { callersEnvironment } from './program.ts';
import { workTreeOf } from './root.ts';

// Settings that keep git from running programs that the repository's configuration names, and from other
// repositories.
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
  { keep = [], stdin }: { readonly keep?: readonly string[]; readonly stdin?: Buffer } = {},
): { readonly ok: boolean; readonly out: Buffer; readonly error: string } {
  try {
    const { success, stdout, stderr } = Bun.spawnSync(['git', ...SAFE, ...args], {
      cwd,
      env: callersEnvironment(workTreeOf(cwd), keep),
      stdin: stdin ?? 'ignore',
    });
    return { ok: success, out: stdout, error: stderr.toString().trim() };
  } catch (cause) {
    return { ok: false, out: Buffer.alloc(0), error: `git does not run: ${(cause as Error).message}` };
  }
}

// git's messages under `LC_ALL=C`. Any other message about a file is a failure.
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
  // With `./` the path is relative to the folder that git runs in, so it need not be compared with paths in which git
  // has resolved links.
  const shown = git(cwd, ['show', '--no-textconv', '--end-of-options', `${revision}:./${path}`]);
  if (!shown.ok) {
    const code = NO_SUCH_FILE.test(shown.error) ? 'git-without-file' : 'git-failed';
    throw new Failure(code, `git has no ${path} at ${revision}: ${shown.error.split('\n')[0]}`, { hint });
  }
  return utf8(shown.out, `${path} at ${revision}`);
}

// git answers the same for a damaged commit as for none. There is no commit yet only when no ref leads to one.
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

// `git commit -a` and `git commit PATH` give a hook an index of their own, in GIT_INDEX_FILE.
const INDEX = { keep: ['GIT_INDEX_FILE'] };
const RAW = [
  'diff',
  '--cached',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--diff-filter=AMT',
  '--no-ext-diff',
];

/**
 * Files with this ending that are staged as added or changed, with their staged content.
 *
 * @throws {Failure} `git-failed` outside a work tree.
 */
export function stagedFiles(cwd: string, ending: string): readonly StagedFile[] {
  const inside = git(cwd, ['rev-parse', '--show-prefix']);
  const listed = !inside.ok ? inside : git(cwd, [...RAW, '--ignore-submodules=none', '-z'], INDEX);
  if (!listed.ok) {
    throw new Failure('git-failed', `git can't tell what is staged: ${listed.error.split('\n')[0]}`, {
      hint: 'Name files or folders: wesley check migrations',
    });
  }
  const prefix = inside.out.toString().replace(/\r?\n$/, '');
  const entries = entriesIn(listed.out.toString()).filter(({ path }) => path.toLowerCase().endsWith(ending));
  const ids = entries.flatMap(({ kind, id }) => (kind === 'file' ? [id] : []));
  const texts = blobs(cwd, ids);
  return entries.map(({ kind, id, path }) => {
    const shown = posix.relative(`/${prefix}`, `/${path}`);
    if (kind !== 'file') return { kind, path: shown };
    const bytes = texts.get(id);
    if (!bytes) throw new Failure('git-failed', `git can't show the staged ${path}`);
    return { kind, path: shown, bytes };
  });
}

interface Entry {
  readonly kind: StagedFile['kind'];
  readonly id: string;
  readonly path: string;
}

/** Parses lines `:100644 100644 <old id> <new id> M`, each followed by a path, everything ended by NUL. */
function entriesIn(raw: string): readonly Entry[] {
  const parts = raw.split('\0');
  return parts.flatMap((line, i) => {
    const [, mode = '', id = ''] =
      /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]$/.exec(i % 2 === 0 ? line : '') ?? [];
    return mode === '' ? [] : [{ kind: KINDS[mode] ?? 'file', id, path: parts[i + 1] ?? '' }];
  });
}

const KINDS: Readonly<Record<string, StagedFile['kind']>> = { '120000': 'link', '160000': 'submodule' };

/** The contents of objects, from one git process: a process for each file would take 3 ms. */
function blobs(cwd: string, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (ids.length === 0) return found;
  const { ok, out, error } = git(cwd, ['cat-file', '--batch'], { stdin: Buffer.from(`${ids.join('\n')}\n`) });
  if (!ok) throw new Failure('git-failed', `git can't show what is staged: ${error.split('\n')[0]}`);
  // Output for each object: `<id> blob <size>`, a line feed, the bytes, a line feed. `<id> missing` has no bytes.
  for (let at = 0; at < out.length; ) {
    const head = out.indexOf(10, at);
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(out.toString('latin1', at, head)) ?? [];
    at = head + 1;
    if (id === undefined) continue;
    found.set(id, out.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
