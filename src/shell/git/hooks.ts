import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { HooksPlace } from '../../world/git.ts';
import { callersEnvironment } from './program.ts';
import { workTreeOf } from './root.ts';

/** @throws {Failure} `git-failed` outside a work tree. */
export function hooksPlace(cwd: string): HooksPlace {
  const root = told(cwd, ['rev-parse', '--show-toplevel']);
  // A relative core.hooksPath is relative to the folder in which hooks run: the root of the work tree.
  const folder = resolve(root, told(root, ['rev-parse', '--git-path', 'hooks']));
  const common = resolve(root, told(root, ['rev-parse', '--git-common-dir']));
  return { root, folder, isOwn: [root, common].some((owner) => isBelow(folder, owner)) };
}

const isBelow = (path: string, folder: string): boolean =>
  [folder, realpathSync(folder)].some((from) => !relative(from, path).startsWith('..'));

function told(cwd: string, args: readonly string[]): string {
  const hint = 'Run it in the work tree of a git repository.';
  try {
    const { success, stdout, stderr } = Bun.spawnSync(['git', ...args], {
      cwd,
      env: callersEnvironment(workTreeOf(cwd)),
    });
    if (success) return stdout.toString().replace(/\r?\n$/, '');
    throw new Failure('git-failed', `git: ${stderr.toString().trim().split('\n')[0]}`, { hint });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('git-failed', `git does not run: ${String(cause)}`, { cause, hint: 'Install git.' });
  }
}
