import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'wesley-main-'));
writeFileSync(join(folder, 'm.sql'), 'truncate t;');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function wesley(args: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const main = join(import.meta.dir, 'main.ts');
  const ran = Bun.spawnSync([process.execPath, main, ...args], { cwd: folder, stdout, timeout: 30_000 });
  return { exit: ran.exitCode, err: ran.stderr.toString(), out: ran.stdout?.toString() ?? '' };
}

test.each([
  [['--pg', '16', 'check'], 2, '"--pg" stands before the command.\n  help: Write wesley check first'],
  [['--quiet', '-x'], 2, 'Unknown flag "-x"'],
  [['-x', 'nope'], 2, 'Unknown flag "-x"'],
  [['nope'], 2, 'Unknown command "nope"'],
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

test('help of a command is the same before and behind its name', () => {
  expect(wesley(['--help', 'check'])).toEqual(wesley(['check', '--help']));
  expect(wesley(['--help'])).toMatchObject({ exit: 0 });
  expect(wesley(['--quiet'])).toMatchObject({ exit: 2 });
});

test.skipIf(process.platform !== 'linux')('findings that can’t be written are a failure of the world', () => {
  expect(wesley(['check', 'm.sql'], openSync('/dev/full', 'w'))).toMatchObject({
    exit: 3,
    err: expect.stringContaining("can't write the result: "),
  });
});

test('what is appended to a file stands behind what was there, and nothing between', () => {
  const file = join(folder, 'appended.txt');
  writeFileSync(file, 'first\n');
  for (const args of [['check', '--help'], ['check', 'm.sql', '--json'], ['explain']]) {
    const before = readFileSync(file, 'utf8');
    wesley(args, openSync(file, 'a'));
    expect(readFileSync(file, 'utf8')).toBe(before + wesley(args).out);
  }
});

test.each([
  [[], 2],
  [['--help'], 0],
  [['cert', '--help'], 0],
  [['check', '--help'], 0],
  [['cert'], 2],
  [['nope'], 2],
  [['schema'], 0],
  [['schema', 'nope'], 2],
  [['explain'], 0],
  [['check', 'm.sql'], 1],
  [['cert', 'badge', '--in', 'none.md'], 8],
  [['cert', 'show', '--in', 'none.md'], 8],
  [['keys', 'show', 'none.pem'], 3],
])('%j --json prints one JSON document and nothing else', (args, code) => {
  const { exit, out } = wesley([...args, '--json']);
  expect(exit).toBe(code);
  expect(JSON.parse(out)).toBeTruthy();
});
