import { expect, test } from 'bun:test';
import { FIFO, run } from '../testing-run.ts';

test('a folder is a history in its own order; what it made is nobody else’s', async () => {
  const files = {
    'm/10_key.sql': 'alter table b add foreign key (a_id) references a (id)',
    'm/2_b.sql': 'create table b (a_id int)',
    'm/1_a.sql': 'create table a (id int primary key)',
  };
  expect((await run(files, 'm')).exit).toBe(0);
  expect((await run(files, 'm/10_key.sql')).exit).toBe(1);
});

test('several PATHs know nothing of each other', async () => {
  const { exit } = await run(
    { 'a.sql': 'create table a (id int)', 'b.sql': 'create index on a (id)' },
    'a.sql',
    'b.sql',
  );
  expect(exit).toBe(1);
});

test('a PATH that is named twice is checked once', async () => {
  const files = { 'm.sql': 'truncate t', 'b.sql': 'select 1' };
  const { out } = await run(files, 'm.sql', 'b.sql', './m.sql', 'm.sql');
  expect(out).toEndWith('2 statements in 2 files: 1 error, 1 warning.\n');
});

test.each([
  ['binary', new Uint8Array([0x73, 0xff, 0xfe]), 2, 'not UTF-8 from byte 1 on'],
  ['a NUL byte', 'select 1;\0', 2, 'a NUL byte'],
])('%s is said with its place, and the other file is still checked', async (_, content, code, message) => {
  const { exit, out } = await run({ 'bad.sql': content, 'good.sql': 'drop table t' }, 'bad.sql', 'good.sql');
  expect(exit).toBe(code);
  expect(out).toContain(message);
  expect(out).toContain('good.sql:1:1: warning[drop-table]');
});

test('a missing file is a failure of the world, an empty folder is no pass', async () => {
  expect((await run({}, 'nothing.sql')).exit).toBe(3);
  expect((await run({ 'm/readme.md': 'x' }, 'm')).exit).toBe(2);
});

test('a FIFO is said to be none of what is read, by name and in a folder', async () => {
  for (const path of ['m/2.sql', 'm']) {
    const { exit, out } = await run({ 'm/1.sql': 'select 1', 'm/2.sql': FIFO }, path);
    expect(exit).toBe(3);
    expect(out).toContain('m/2.sql: error: it is a FIFO, a socket or a device');
  }
});

test('standard input and what a shell opens for <(…) are read', async () => {
  const { exit, out } = await run({ '/dev/stdin': 'truncate t' }, '-');
  expect([exit, out.includes('-:1:1: error[truncate]')]).toEqual([1, true]);
  expect((await run({ '/dev/fd/63': 'truncate t' }, '/dev/fd/63')).exit).toBe(1);
  for (const flag of ['--fix', '--watch'])
    await expect(run({ '/dev/stdin': 'truncate t' }, '-', flag)).rejects.toThrow(
      'neither rewritten nor watched',
    );
});

test('a folder that can’t be listed does not cost the report of the others', async () => {
  const files = { 'm/1.sql': 'truncate t', 'm/locked/2.sql': 'select 1' };
  const { exit, out } = await run(files, 'm');
  expect(exit).toBe(3);
  expect(out).toContain("m/locked: error: can't list m/locked");
  expect(out).toContain('m/1.sql:1:1: error[truncate]');
  expect((await run(files, 'm/locked')).exit).toBe(3);
});

test('settings beside a file that can’t be read do not cost the report of the others', async () => {
  const latin = new Uint8Array([0xe9, 0x61]);
  const files = { 'V1__a.sql': 'select 1', 'V1__a.sql.conf': latin, 'm.sql': 'truncate t' };
  const { exit, out } = await run(files, 'V1__a.sql', 'm.sql');
  expect(exit).toBe(2);
  expect(out).toContain('V1__a.sql: error: V1__a.sql.conf: Not UTF-8');
  expect(out).toContain('m.sql:1:1: error[truncate]');
});

test('the way back in the same file, or in a file of its own, is no part of the history', async () => {
  const files = {
    'm/1.sql': '-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;',
    'm/2.down.sql': 'drop table a',
  };
  const { exit, out, log } = await run(files, 'm', '--json', '--fail-on=warning');
  expect(exit).toBe(0);
  expect(JSON.parse(out).summary.statements).toBe(1);
  expect(log).toEqual(['m: files that undo others are no part of its history: 1']);
});
