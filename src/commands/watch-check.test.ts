import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'wesley-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** Runs `wesley check` in the folder, and waits for what it prints. */
function start(...args: string[]) {
  const main = join(import.meta.dir, '..', 'main.ts');
  const child = Bun.spawn([process.execPath, main, 'check', '--cwd', folder, ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
    stdin: 'ignore',
    timeout: 60_000,
  });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let text = '';
  /** What was printed since the last call, up to this. */
  const until = async (wanted: RegExp): Promise<string> => {
    let found = wanted.exec(text);
    while (!found) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`ended before it said ${wanted}: ${text}`);
      text += decoder.decode(value, { stream: true });
      found = wanted.exec(text);
    }
    const end = found.index + found[0].length;
    const said = text.slice(0, end);
    text = text.slice(end);
    return said;
  };
  return { child, until };
}

const END = /\d warnings?(?:, \d place that cannot be read)?\.\n/;

test('--watch checks again after every change, whatever happens to the files, and ends with 130', async () => {
  mkdirSync(join(folder, 'm'));
  write('m/1.sql', 'truncate a;');
  const { child, until } = start('m', '--watch');
  const first = await until(END);
  expect(first).toStartWith('wesley check m\n\nm/1.sql:1:1: ');
  expect(first).toContain('error[truncate]');
  expect(first).not.toContain('\u001b');

  write('m/1.sql', 'select 1;');
  expect(await until(END)).toContain('1 statement in 1 file: 0 errors');
  write('m/1.sql', 'selec');
  expect(await until(END)).toContain('m/1.sql:1:1: error: syntax error');
  rmSync(join(folder, 'm'), { recursive: true });
  expect(await until(END)).toContain('m: error: there is no such file or folder');
  mkdirSync(join(folder, 'm', 'new'), { recursive: true });
  write('m/new/2.sql', 'drop table t;');
  expect(await until(END)).toContain('m/new/2.sql:1:1');
  // As editors write: a file beside it takes its place.
  write('m/new/draft.tmp', 'drop table u;');
  renameSync(join(folder, 'm/new/draft.tmp'), join(folder, 'm/new/2.sql'));
  expect(await until(END)).toContain('`u`');

  child.kill('SIGINT');
  expect(await child.exited).toBe(130);
}, 60_000);

test('many changes at once are one check, and what is no SQL is none', async () => {
  write('one.sql', 'select 1;');
  const { child, until } = start('one.sql', '--watch', '--out', 'report.txt');
  await until(/wesley check one\.sql\n\n/);
  await Bun.sleep(500);
  for (let i = 0; i < 20; i++) write('one.sql', `select ${i};`);
  write('other.sql', 'select 1;');
  await until(/wesley check one\.sql\n\n/);
  await Bun.sleep(500);
  child.kill('SIGINT');
  await expect(until(/wesley check/)).rejects.toThrow('ended before');
  expect(await child.exited).toBe(130);
}, 60_000);

test.each([
  [['--watch'], '--watch needs files or folders'],
  [['m', '--watch', '--json'], 'one json document after another'],
])('%j is refused', async (args, message) => {
  const { child } = start(...args);
  expect(await child.exited).toBe(2);
  expect(await new Response(child.stderr).text()).toContain(message);
});
