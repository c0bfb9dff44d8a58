/** A repository that a test changes as it likes, in a folder that is removed after it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReadInput } from '../../world/git.ts';
import { readGit } from './facts.ts';

/** Holds the repository, and what a test makes beside it. */
export let base = '';
/** The work tree. */
export let root = '';

export const SCHEMA = 'type Invoice { id: ID! }\n';

export const at = (path: string): string => join(root, path);

export const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
    env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Commits everything. */
export function commit(message = 'More'): void {
  git('add', '-A');
  git('commit', '-qm', message);
}

/** Another work tree from now on. */
export function moveTo(folder: string): void {
  root = folder;
}

/** @param plan Text of `db/plan.sql`, which lies there beside `schema.graphql`; neither is committed yet. */
export function openRepository(plan: string): void {
  base = mkdtempSync(join(tmpdir(), 'wesley-git-'));
  moveTo(mkdtempSync(join(base, 'repo-')));
  git('init', '-q', '-b', 'main');
  mkdirSync(dirname(at('db/plan.sql')));
  writeFileSync(at('schema.graphql'), SCHEMA);
  writeFileSync(at('db/plan.sql'), plan);
}

export const closeRepository = (): void => rmSync(base, { recursive: true });

/** An input as a program reads it that is started in the root. */
export const read = (path: string): ReadInput => ({ path, bytes: readFileSync(at(path)) });

/** Why the work tree is not what the commit holds; `null` where it is. */
export const dirt = async (...inputs: readonly ReadInput[]): Promise<string | null> =>
  (await readGit(root, inputs)).dirt;
