import { expect, test } from 'bun:test';
import { baselineOf, KEY, run, runIn } from '../testing-run.ts';

test('a baseline keeps old findings quiet however their lines move, and nothing new', async () => {
  const before = { 'm.sql': `${KEY};\ntruncate invoice;` };
  const baseline = await baselineOf(before, 'm.sql');
  const after = (sql: string) => ({ 'b.json': baseline, 'm.sql': sql });
  const moved = await run(
    after(`-- é\r\n\r\n${KEY};\r\n  truncate\r\n invoice;`),
    'm.sql',
    '--baseline=b.json',
  );
  expect([moved.exit, moved.log]).toEqual([0, []]);
  const more = await run(
    after(`${KEY};\ntruncate invoice;\ntruncate invoice;`),
    'm.sql',
    '--baseline=b.json',
  );
  expect(more.exit).toBe(1);
  expect(more.out).toContain('m.sql:3:1: error[truncate]');
  expect(more.out).toEndWith('1 error, 0 warnings.\n');
});

test('a finding of the baseline that is fixed is said, if its file was checked in full', async () => {
  const baseline = await baselineOf({ 'a.sql': 'truncate t', 'b.sql': 'truncate t' }, 'a.sql', 'b.sql');
  const fixed = (sql: string) =>
    run({ 'b.json': baseline, 'a.sql': sql, 'b.sql': '' }, 'a.sql', '--baseline=b.json');
  expect((await fixed('select 1')).log.slice(0, 2)).toEqual([
    'fixed: missing-lock-timeout in a.sql',
    'fixed: truncate in a.sql',
  ]);
  expect((await fixed('truncat t')).log).toEqual([]);
});

test('writing a baseline is no finding', async () => {
  expect((await run({ 'm.sql': 'truncate t' }, 'm.sql', '--write-baseline=b.json')).exit).toBe(0);
});

test.each([
  ['nope', 3],
  ['broken.sql', 2],
  ['binary.sql', 2],
])('with %s no baseline is written, and the findings are reported', async (path, code) => {
  const files = {
    'm.sql': 'truncate t',
    'broken.sql': 'truncat t',
    'binary.sql': new Uint8Array([0xff]),
  };
  const { exit, out, log, written } = await run(files, 'm.sql', path, '--write-baseline=b.json');
  expect([exit, written.size]).toEqual([code, 0]);
  expect(log).toEqual(['b.json is not written: not everything could be read']);
  expect(out).toContain('error[truncate]');
});

test('findings of a file that is gone are fixed', async () => {
  const baseline = await baselineOf({ 'a.sql': 'truncate t', 'b.sql': 'truncate t' }, 'a.sql', 'b.sql');
  const { log } = await run({ 'b.json': baseline, 'a.sql': 'truncate t' }, 'a.sql', '--baseline=b.json');
  expect(log.slice(0, 2)).toEqual([
    'fixed: missing-lock-timeout in b.sql, which is gone',
    'fixed: truncate in b.sql, which is gone',
  ]);
});

test('a baseline holds whatever folder it is used in', async () => {
  const { written } = await run({ 'm/a.sql': 'truncate t' }, 'm/a.sql', '--write-baseline=kept/b.json');
  const baseline = written.get('kept/b.json') ?? '';
  expect(JSON.parse(baseline).findings[0].path).toBe('../m/a.sql');
  const inFolder = { 'a.sql': 'truncate t', '../kept/b.json': baseline };
  for (const path of ['a.sql', './a.sql', '/project/m/a.sql']) {
    const files = { ...inFolder, [path]: 'truncate t' };
    const { exit, log } = await runIn('/project/m', files, path, '--baseline=../kept/b.json');
    expect([exit, log]).toEqual([0, []]);
  }
});

test('a baseline whose paths are relative to the working folder is still read', async () => {
  const file = { path: 'm.sql', text: 'truncate t' };
  const words = (rule: string) => JSON.stringify([JSON.stringify([rule, file.path, file.text]), 0]);
  const findings = ['truncate', 'missing-lock-timeout'].map((rule) => ({
    path: file.path,
    rule,
    fingerprint: new Bun.CryptoHasher('sha256').update(words(rule)).digest('hex'),
  }));
  const files = { 'm.sql': file.text, 'kept/b.json': JSON.stringify({ baseline: 1, findings }) };
  const { exit, out } = await run(files, 'm.sql', '--baseline=kept/b.json');
  expect([exit, out]).toEqual([0, '1 statement in 1 file: 0 errors, 0 warnings.\n']);
});

const OTHER_VERSION = 'its member "baseline" is not 2';
const OTHER_FINDINGS = 'its "findings" are not all objects with path, rule and fingerprint';
test.each([
  ['', 'it is no JSON'],
  ['[]', OTHER_VERSION],
  ['null', OTHER_VERSION],
  ['{"baseline":3,"findings":[]}', OTHER_VERSION],
  ['{"baseline":3,"findings":{}}', OTHER_VERSION],
  ['{"baseline":2}', OTHER_FINDINGS],
  ['{"baseline":1,"findings":[{}]}', OTHER_FINDINGS],
  ['{"baseline":2,"findings":[{"path":"a","rule":"b","fingerprint":1}]}', OTHER_FINDINGS],
])('%p is no baseline: %s', async (baseline, why) => {
  const ran = run({ 'b.json': baseline, 'm.sql': '' }, 'm.sql', '--baseline=b.json');
  await expect(ran).rejects.toThrow(`b.json is no baseline: ${why}`);
});
