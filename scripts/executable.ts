/** The executable of this platform, built when it is missing or older than what it is made from. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dir, '..');
const WESLEY = join(ROOT, 'dist', process.platform === 'win32' ? 'wesley.exe' : 'wesley');
const SOURCES = ['src', 'rules', 'schemas', 'build', 'package.json', 'package-lock.json', 'scripts/build.ts'];

/** Its path. @throws {Error} with the output of a build that failed. */
export function freshExecutable(): string {
  const newest = Math.max(...SOURCES.map((name) => newestIn(join(ROOT, name))));
  if (existsSync(WESLEY) && statSync(WESLEY).mtimeMs > newest) return WESLEY;
  const built = Bun.spawnSync([process.execPath, 'scripts/build.ts'], {
    cwd: ROOT,
    stdin: 'ignore',
    stderr: 'pipe',
  });
  if (!built.success) throw new Error(`dist/wesley was not built\n${built.stdout}${built.stderr}`);
  return WESLEY;
}

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  if (statSync(path).isFile()) return statSync(path).mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
