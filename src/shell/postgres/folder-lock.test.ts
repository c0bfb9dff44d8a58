import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-lock-'));
const path = join(folder, 'wesley.lock');
afterAll(() => rmSync(folder, { recursive: true }));

test('refuses a second holder by its process, and lets go', () => {
  const release = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`is in use by process ${process.pid}`);
  release();
  expect(existsSync(path)).toBe(false);
  lockFolder(folder)();
});

test('takes over from a process that is gone', async () => {
  const gone = Bun.spawn(['true']);
  await gone.exited;
  writeFileSync(path, JSON.stringify({ pid: gone.pid, host: hostname(), started: '1' }));
  lockFolder(folder)();
});

test('takes over from a process whose number another one has now', () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), started: '1' }));
  const release = lockFolder(folder);
  expect(JSON.parse(readFileSync(path, 'utf8')).started).not.toBe('1');
  release();
});

test('never takes over from another host: nobody here can tell whether it lives', () => {
  writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere.example', started: null }));
  expect(() => lockFolder(folder)).toThrow('elsewhere.example');
  rmSync(path);
});

test.each([
  'half a lo',
  'null',
  '5',
  '{}',
  '{"pid":0,"host":"elsewhere.example","started":null}',
  '{"pid":-1,"host":"elsewhere.example","started":null}',
  '{"pid":"1","host":"elsewhere.example","started":null}',
  '{"pid":1,"host":["elsewhere.example"],"started":null}',
])('takes over a lock that names no process: %s', (text) => {
  writeFileSync(path, text);
  lockFolder(folder)();
});
