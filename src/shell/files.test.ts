import { afterAll, expect, test } from 'bun:test';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputRefused } from '../base/diagnostic.ts';
import { Failure } from '../base/failure.ts';
import { positionAt } from '../base/span.ts';
import { filesIn } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-files-'));
const files = filesIn(folder);
const at = (path: string): string => join(folder, path);
afterAll(() => rmSync(folder, { recursive: true }));

test('reads UTF-8 and drops a byte order mark', async () => {
  writeFileSync(at('bom.txt'), '\uFEFFtype é');
  expect(await files.read('bom.txt')).toBe('type é');
});

test.each([
  ['a lone continuation', Buffer.from([0x61, 0x0a, 0x62, 0x80, 0x63]), '2:2', 3],
  ['a Latin-1 letter', Buffer.from([0xe9, 0x61]), '1:1', 0],
  ['a sequence that breaks off', Buffer.concat([Buffer.from('aé\n€'), Buffer.from([0xe2, 0x82])]), '2:2', 7],
  ['UTF-16', Buffer.from('\uFEFFtype', 'utf16le'), '1:1', 0],
])('refuses %s at its line, column and byte', async (_, bytes, place, byte) => {
  writeFileSync(at('bad.txt'), bytes);
  const refused = await files.read('bad.txt').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InputRefused);
  const [problem] = (refused as InputRefused).diagnostics;
  const text = (refused as InputRefused).texts.get('bad.txt') ?? '';
  const { line, column } = positionAt(text, problem?.span?.start ?? -1);
  expect([`${line}:${column}`, problem?.message]).toEqual([place, `Not UTF-8 from byte ${byte} on.`]);
});

test('writes a file whole and leaves no draft beside it', async () => {
  await files.write('deep/er/a.txt', 'one');
  await files.write('deep/er/a.txt', 'two', { mode: 0o600 });
  expect(readFileSync(at('deep/er/a.txt'), 'utf8')).toBe('two');
  expect(readdirSync(at('deep/er'))).toEqual(['a.txt']);
});

test('writes more files than a process may have open', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => ({ path: `${i}.txt`, text: `${i}` }));
  await files.writeAll('many', many);
  expect(readdirSync(at('many')).length).toBe(3000);
});

test('none of many files takes its place when one can’t be written', async () => {
  await files.writeAll('together', [{ path: 'a.sql', text: 'old' }]);
  writeFileSync(at('together/plain'), 'no folder');
  const more = [
    { path: 'a.sql', text: 'new' },
    { path: 'b/c.sql', text: 'new' },
    { path: 'plain/d.sql', text: 'new' },
  ];
  const failed = await files.writeAll('together', more).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'file-unwritable' });
  expect(readFileSync(at('together/a.sql'), 'utf8')).toBe('old');
  expect(readdirSync(at('together')).toSorted()).toEqual(['a.sql', 'b', 'plain']);
  expect(readdirSync(at('together/b'))).toEqual([]);
});

test('a file with the same text is left alone, one with another of the same length is not', async () => {
  await files.writeAll('same', [{ path: 'a', text: 'one' }]);
  const { mtimeMs, ino } = statSync(at('same/a'));
  await files.writeAll('same', [{ path: 'a', text: 'one' }]);
  expect(statSync(at('same/a'))).toMatchObject({ mtimeMs, ino });
  await files.writeAll('same', [{ path: 'a', text: 'two' }]);
  expect(readFileSync(at('same/a'), 'utf8')).toBe('two');
});

test('gives an executable file its mode', async () => {
  await files.write('hook', '#!/bin/sh\n', { mode: 0o755 });
  expect(statSync(at('hook')).mode & 0o777).toBe(0o755 & ~process.umask());
});

test('a file that is rewritten keeps its mode, and a link to it stays one', async () => {
  mkdirSync(at('own'));
  writeFileSync(at('own/m.sql'), 'select 1');
  chmodSync(at('own/m.sql'), 0o664);
  symlinkSync('m.sql', at('own/link.sql'));
  await files.rewrite('own/link.sql', 'select 2');
  expect(readFileSync(at('own/m.sql'), 'utf8')).toBe('select 2');
  expect(statSync(at('own/m.sql')).mode & 0o777).toBe(0o664);
  expect(lstatSync(at('own/link.sql')).isSymbolicLink()).toBe(true);
});

test('says why a file can’t be read or written, and leaves what was there', async () => {
  mkdirSync(at('folder'));
  writeFileSync(at('plain'), 'kept');
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );
  expect(await failureOf(files.read('nosuch'))).toMatchObject({
    code: 'file-unreadable',
    message: "can't read nosuch: no such file or folder",
  });
  expect(await failureOf(files.read('folder'))).toBeInstanceOf(Failure);
  expect(await failureOf(files.write('plain/below', 'x'))).toMatchObject({ code: 'file-unwritable' });
  expect(readFileSync(at('plain'), 'utf8')).toBe('kept');
});

test('does not write through a link that waits under the draft’s name', async () => {
  writeFileSync(at('victim'), 'kept');
  symlinkSync(at('victim'), at('linked'));
  await files.write('linked', 'new');
  expect(readFileSync(at('victim'), 'utf8')).toBe('kept');
  expect(readFileSync(at('linked'), 'utf8')).toBe('new');
});

test('writes into a FIFO, and does not take its place', async () => {
  Bun.spawnSync(['mkfifo', at('fifo')]);
  const reader = Bun.spawn(['timeout', '20', 'cat', at('fifo')], { stdout: 'pipe' });
  await files.write('fifo', 'one');
  expect(lstatSync(at('fifo')).isFIFO()).toBe(true);
  expect(await new Response(reader.stdout).text()).toBe('one');
});

test('lists names by their bytes, whatever the locale', async () => {
  mkdirSync(at('names'));
  for (const name of ['b', 'B', 'a', 'é', '10', '9']) writeFileSync(at(`names/${name}`), '');
  const names = (await files.list('names')).map(({ name }) => name);
  expect(names).toEqual(['10', '9', 'B', 'a', 'b', 'é']);
  chmodSync(at('names'), 0o755);
});

test('tells what is in a folder, through links', async () => {
  mkdirSync(at('kinds/folder'), { recursive: true });
  writeFileSync(at('kinds/file'), '');
  symlinkSync('folder', at('kinds/to-folder'));
  symlinkSync('file', at('kinds/to-file'));
  symlinkSync('nothing', at('kinds/to-nothing'));
  const kinds = (await files.list('kinds')).map(({ name, kind }) => `${name}: ${kind}`);
  expect(kinds).toEqual([
    'file: file',
    'folder: folder',
    'to-file: file',
    'to-folder: folder',
    'to-nothing: other',
  ]);
});
