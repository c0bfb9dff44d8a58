import { expect, test } from 'bun:test';
import { baselineOf, run } from '../testing-run.ts';

const INDEX = 'create index i on invoice (customer_id)';
const SAFE_INDEX = 'create index concurrently i on invoice (customer_id)';

test('--fix writes the safe form, says so, and reports what is left', async () => {
  const sql = `\uFEFF-- é\r\n${INDEX};\r\ndrop table invoice;\r\n`;
  const { exit, out, log, written } = await run({ 'm.sql': sql }, 'm.sql', '--fix');
  expect(written.get('m.sql')).toBe(
    `\uFEFF-- é\r\n${SAFE_INDEX};\r\nset lock_timeout = '2s';\r\ndrop table invoice;\r\n`,
  );
  expect(log[0]).toBe(`m.sql: fixed create-index-blocking: ${INDEX}`);
  expect(exit).toBe(0);
  expect(out).toContain('m.sql:4:1: warning[drop-table]');
});

test('--fix does not write a file that is safe, cannot be read, or stays as it is', async () => {
  const files = {
    'safe.sql': `${SAFE_INDEX};`,
    'broken.sql': `alter tabel x;\n${INDEX};`,
    'block.sql': `set lock_timeout = '2s';\nbegin;\nselect 1;\n${INDEX};\nselect 1;\ncommit;`,
  };
  const { exit, log, written } = await run(files, 'safe.sql', 'broken.sql', 'block.sql', '--fix');
  expect([...written]).toEqual([]);
  expect(exit).toBe(2);
  expect(log).toEqual([
    `block.sql: not fixed create-index-blocking: ${INDEX}: it stands in the middle of a transaction: move it before BEGIN or behind COMMIT`,
  ]);
});

test('--fix --dry-run shows the difference and writes nothing', async () => {
  const { exit, out, written } = await run({ 'm.sql': `${INDEX};\n` }, 'm.sql', '--fix', '--dry-run');
  expect(out).toBe(`--- a/m.sql\n+++ b/m.sql\n@@ -1,1 +1,1 @@\n-${INDEX};\n+${SAFE_INDEX};\n`);
  expect([exit, written.size]).toEqual([0, 0]);
});

test('--fix says fixed of what is written, and a file that can’t be does not keep the others from it', async () => {
  const files = { 'fast/m.sql': `${INDEX};\n`, 'n.sql': `${INDEX};\n` };
  const { exit, out, log, written } = await run(files, 'fast/m.sql', 'n.sql', '--fix');
  expect([exit, ...written.keys()]).toEqual([3, 'n.sql']);
  expect(log).toEqual([`n.sql: fixed create-index-blocking: ${INDEX}`]);
  expect(out).toContain("fast/m.sql: error: can't write fast/m.sql");
});

test('--fix knows what earlier files of a folder made, and mends nothing that nobody uses yet', async () => {
  const files = {
    'm/1.sql': 'create table a (id int primary key)',
    'm/2.sql': 'alter table a add check (id > 0)',
    'm/3.sql': INDEX,
  };
  const { written } = await run(files, 'm', '--fix');
  expect([...written]).toEqual([['m/3.sql', SAFE_INDEX]]);
});

test('a file that --fix made longer is checked in its own parts', async () => {
  const sets = (first: string, second: string) =>
    `--liquibase formatted sql\n--changeset a:1\n${first}--changeset a:2 runInTransaction:false\n${second}`;
  const sql = sets('truncate t;\n', "set lock_timeout = '2s';\ntruncate t;\n");
  const { out, written } = await run({ 'm.sql': sql }, 'm.sql', '--fix');
  const mended = written.get('m.sql') ?? '';
  expect(mended).toStartWith(sets("set local lock_timeout = '2s';\ntruncate t;\n", ''));
  expect(out).toBe((await run({ 'm.sql': mended }, 'm.sql')).out);
});

test('--fix leaves what a baseline has', async () => {
  const baseline = await baselineOf({ 'm.sql': INDEX }, 'm.sql');
  const { written } = await run(
    { 'm.sql': `${INDEX};\nreindex table invoice`, 'b.json': baseline },
    'm.sql',
    '--fix',
    '--baseline=b.json',
  );
  expect(written.get('m.sql')).toBe(`${INDEX};\nreindex table concurrently invoice`);
});

test('the JSON tells which findings --fix can mend', async () => {
  const { out } = await run({ 'm.sql': `${INDEX};\ndrop table invoice;` }, 'm.sql', '--json');
  const findings = JSON.parse(out).files[0].findings as { rule: string; fixable: boolean }[];
  expect(findings.map(({ rule, fixable }) => [rule, fixable])).toEqual([
    ['create-index-blocking', true],
    ['missing-lock-timeout', true],
    ['drop-table', false],
  ]);
});

test('--fix needs a PATH, and --dry-run needs --fix', async () => {
  await expect(run({}, '--fix')).rejects.toThrow('--fix needs a PATH');
  const refused = run({ 'm.sql': INDEX }, 'm.sql', '--dry-run');
  await expect(refused).rejects.toThrow('--dry-run goes with --fix');
  const both = run({ 'm.sql': INDEX }, 'm.sql', '--fix', '--watch');
  await expect(both).rejects.toThrow('--fix does not go with --watch');
});
