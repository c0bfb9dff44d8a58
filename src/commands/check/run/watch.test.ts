import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'wesley-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** Runs `wesley check` in the folder, and waits for what it prints. */
function start(...args: string[]) {
  const main = join(import.meta.dir, '..', '..', '..', 'main.ts');
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

const AGAIN = /wesley check [^\n]*\n\n/;

test.each([
  ['a report in the folder', 'quiet1', ['quiet1', '--out', 'quiet1/report.txt']],
  ['a report that is named as SQL', 'quiet2', ['quiet2', '--out', 'quiet2/report.sql']],
  ['a report in a folder that is not there yet', 'quiet3', ['quiet3', '--out', 'quiet3/new/report.sql']],
  [
    'a baseline that is written over itself',
    'quiet4',
    ['quiet4', '--baseline', 'quiet4/b.json', '--write-baseline', 'quiet4/b.json'],
  ],
  ['a base that is not there', 'quiet5', ['quiet5', '--base', 'quiet5-base', '--out', 'quiet5.txt']],
])(
  '%s is no change, and a change is seen',
  async (_, name, args) => {
    mkdirSync(join(folder, name));
    write(`${name}/1.sql`, 'select 1;');
    write(`${name}/b.json`, '{"baseline":1,"findings":[]}');
    const { child, until } = start(...args, '--watch');
    await until(AGAIN);
    await Bun.sleep(1500);
    const waiting = until(AGAIN);
    expect(await Promise.race([waiting, Bun.sleep(10).then(() => 'nothing')])).toBe('nothing');
    write(`${name}/1.sql`, 'select 11;');
    await waiting;
    child.kill('SIGINT');
    expect(await child.exited).toBe(130);
  },
  60_000,
);

test('a folder that is moved away is waited for', async () => {
  mkdirSync(join(folder, 'moved'));
  symlinkSync('/', join(folder, 'moved/all.sql'));
  write('moved/1.sql', 'select 1;');
  const { child, until } = start('moved', '--watch');
  await until(END);
  renameSync(join(folder, 'moved'), join(folder, 'gone'));
  expect(await until(END)).toContain('moved: error: there is no such file or folder');
  renameSync(join(folder, 'gone'), join(folder, 'moved'));
  expect(await until(END)).toContain('1 statement in 1 file: 0 errors');
  write('moved/1.sql', 'truncate t;');
  expect(await until(END)).toContain('error[truncate]');
  child.kill('SIGINT');
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
