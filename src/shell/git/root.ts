import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds `.git`, upward from `folder`, links resolved; `null` outside a work tree. */
export function workTreeOf(folder: string): string | null {
  if (!existsSync(folder)) return dirname(folder) === folder ? null : workTreeOf(dirname(folder));
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}
