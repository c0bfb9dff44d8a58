import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dir, '..');

function run(argv: readonly string[], cwd: string): void {
  const { success, stdout, stderr } = Bun.spawnSync([...argv], { cwd, stdin: 'ignore', stderr: 'pipe' });
  if (!success) throw new Error(`${argv.join(' ')} failed\n${stdout}${stderr}`);
}

/**
 * The executable as a revision builds it, with the packages that are installed now, at `path`.
 *
 * @throws {Error} with the output of what failed.
 */
export function buildAt(revision: string, path: string): void {
  const folder = join(mkdtempSync(join(tmpdir(), 'wesley-at-')), 'tree');
  run(['git', 'worktree', 'add', '--quiet', '--detach', folder, revision], ROOT);
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    // A copy: a revision may make its own anew.
    cpSync(join(ROOT, 'build'), join(folder, 'build'), { recursive: true });
    run([process.execPath, 'scripts/build.ts'], folder);
    cpSync(join(folder, 'dist', 'wesley'), path);
  } finally {
    run(['git', 'worktree', 'remove', '--force', folder], ROOT);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}
