import { expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoted, folderFor, lesserAccount, reachable } from './account.ts';

const account = lesserAccount();

/** A program in a folder of a folder with these modes, run as the lesser account from where that can reach it. */
function ranFrom(outerMode: number, fileMode: number): { readonly out: string; readonly copied: boolean } {
  const outer = folderFor(account, 'wesley-account-');
  const folder = join(outer, 'native');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const program = join(folder, 'bin', 'program');
  writeFileSync(program, '#!/bin/sh\nid -u\n');
  chmodSync(program, fileMode);
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'bin'), 0o755);
  chmodSync(outer, outerMode);
  const from = reachable(account, folder, 'bin/program');
  const [command, args] = demoted(account, join(from, 'bin/program'), []);
  const ran = Bun.spawnSync([command, ...args], { cwd: '/', stderr: 'pipe' });
  rmSync(outer, { recursive: true });
  return { out: ran.stdout.toString().trim() || ran.stderr.toString(), copied: from !== folder };
}

test.each([
  ['as it lies', 0o755, 0o755, false],
  ['a folder on the way that only root may enter', 0o700, 0o755, true],
  ['a file that only root may run', 0o755, 0o700, true],
])('the other account runs a program: %s', (_, outer, file, copies) => {
  expect(ranFrom(outer, file)).toEqual({
    out: String(account?.uid ?? process.getuid?.()),
    copied: copies && account !== null,
  });
});

test('a temporary folder for another account can be entered by it, wherever TMPDIR points', () => {
  const locked = mkdtempSync(join(tmpdir(), 'wesley-locked-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = locked;
  const folder = folderFor(account, 'wesley-account-');
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  const [command, args] = demoted(account, Bun.which('ls') ?? 'ls', [folder]);
  expect(Bun.spawnSync([command, ...args], { cwd: '/' }).exitCode).toBe(0);
  rmSync(folder, { recursive: true });
  rmSync(locked, { recursive: true, force: true });
  expect(existsSync(folder)).toBe(false);
});
