/**
 * The account that root hands over to: PostgreSQL refuses to run as root, and permissions bind everybody but root. It
 * can't enter a checkout in root's home, or one that was made under umask 077, so what it works on lies elsewhere.
 */
import {
  chmodSync,
  chownSync,
  cpSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` where this process is root, else `null`: the process can be what it is. @throws {Error} where root has no such user. */
export function lesserAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!entry) throw new Error('this process is root, and there is no user `nobody` to hand over to');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

/** A command line run as `account`. `setpriv` replaces itself, so that a signal to it reaches the program. */
export function demoted(
  account: Account | null,
  program: string,
  args: readonly string[],
): [string, string[]] {
  if (!account) return [program, [...args]];
  const flags = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--pdeathsig=INT',
    '--',
  ];
  return [Bun.which('setpriv') ?? 'setpriv', [...flags, program, ...args]];
}

// Two more, for a TMPDIR that only root may enter.
const places = (): readonly string[] => [tmpdir(), '/tmp', '/var/tmp'];

/** A new empty temporary folder of this process that the account may enter. Whoever asks removes it. */
export function folderFor(account: Account | null, prefix: string): string {
  const place = account ? places().find((candidate) => canEnter(account, candidate)) : tmpdir();
  if (place === undefined) throw new Error(`user ${account?.uid} can enter none of ${places().join(', ')}`);
  const folder = mkdtempSync(join(place, prefix));
  chmodSync(folder, 0o755);
  return folder;
}

/** Makes a folder and all that is in it the account's own. */
export function giveTo(account: Account | null, folder: string): void {
  if (!account) return;
  chownSync(folder, account.uid, account.gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(folder, name), account.uid, account.gid);
}

const copies = new Map<string, string>();

/** The folder itself where the account can reach `file` in it, else a copy, made once and removed when this process ends. */
export function reachable(account: Account | null, folder: string, file: string): string {
  if (!account || (canEnter(account, dirname(join(folder, file))) && can(account, join(folder, file), 0o5)))
    return folder;
  const known = copies.get(folder);
  if (known !== undefined) return known;
  const place = folderFor(account, 'wesley-copy-');
  process.once('exit', () => rmSync(place, { recursive: true, force: true }));
  const copy = join(place, basename(folder));
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  giveTo(account, copy);
  copies.set(folder, copy);
  return copy;
}

/** Whether the account may enter a folder, and every one on the way to it. */
function canEnter(account: Account, folder: string): boolean {
  const parent = dirname(folder);
  return can(account, folder, 0o1) && (parent === folder || canEnter(account, parent));
}

function can({ uid, gid }: Account, path: string, bits: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return false;
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0;
  return ((found.mode >> shift) & bits) === bits;
}
