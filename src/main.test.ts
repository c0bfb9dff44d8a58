import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'wesley-main-'));
writeFileSync(join(folder, 'm.sql'), 'truncate t;');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function wesley(args: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const main = join(import.meta.dir, 'main.ts');
  const ran = Bun.spawnSync([process.execPath, main, ...args], { cwd: folder, stdout, timeout: 30_000 });
  return { exit: ran.exitCode, err: ran.stderr.toString() };
}

test.each([
  [['check', ''], 2, 'PATH is empty'],
  [['check', 'm.sql', '--base', ''], 2, '--base needs a value'],
  [['check', 'm.sql', '--cwd', 'm.sql'], 3, `--cwd: there is no folder ${join(folder, 'm.sql')}`],
  [['check', 'm.sql', '--cwd', 'm.sql/below'], 3, '--cwd: there is no folder'],
  [['check', 'm.sql', '--cwd', 'nowhere'], 3, '--cwd: there is no folder'],
])('%j ends with %i and says why', (args, code, message) => {
  const { exit, err } = wesley(args);
  expect(err).toContain(message);
  expect(exit).toBe(code);
});

test.skipIf(process.platform !== 'linux')('findings that can’t be written are a failure of the world', () => {
  expect(wesley(['check', 'm.sql'], openSync('/dev/full', 'w'))).toEqual({
    exit: 3,
    err: expect.stringContaining("can't write the result: "),
  });
});
