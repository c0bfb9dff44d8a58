import { expect, test } from 'bun:test';
import { InputRefused } from '../../base/diagnostic.ts';
import { KEY, run } from './testing-run.ts';

const BASE =
  'create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);';

test('the JSON tells every lock of every statement, and the finding at its place', async () => {
  const { exit, out } = await run(
    { 'base.sql': BASE, 'm.sql': `-- é\n${KEY};\n` },
    'm.sql',
    '--base=base.sql',
    '--json',
    '--pg=17',
  );
  const { tool, postgres, files, summary } = JSON.parse(out);
  expect({ exit, tool, postgres, summary }).toMatchObject({
    exit: 1,
    tool: 'wesley',
    postgres: 17,
    summary: { files: 1, statements: 1, errors: 1, warnings: 2 },
  });
  expect(files[0].statements[0]).toMatchObject({
    line: 2,
    column: 1,
    endLine: 2,
    endColumn: KEY.length + 1,
    kind: 'ALTER TABLE',
    transactional: true,
    locks: [
      { relation: 'public.customer', kind: 'table', mode: 'ShareRowExclusiveLock' },
      { relation: 'public.invoice', kind: 'table', mode: 'ShareRowExclusiveLock' },
    ],
    rewrites: [],
    scans: ['public.customer', 'public.invoice'],
  });
  expect(files[0].findings[0]).toMatchObject({
    rule: 'adding-foreign-key',
    severity: 'error',
    line: 2,
    column: 1,
  });
});

test('people read the source line, a caret, what stops and what to write instead', async () => {
  const { out } = await run({ 'm.sql': `set lock_timeout = '2s';\n${KEY};\n` }, 'm.sql');
  expect(out).toStartWith(`m.sql:2:1: error[adding-foreign-key]: `);
  expect(out).toContain(`  2 | ${KEY};\n      ^^^^`);
  expect(out).toContain('help: Add the key `NOT VALID`');
  expect(out).toEndWith('2 statements in 1 file: 1 error, 0 warnings.\n');
});

test('a syntax error outranks findings and hides no other statement', async () => {
  const { exit, out } = await run({ 'm.sql': `alter tabel x;\n${KEY};` }, 'm.sql', '--json');
  const [file] = JSON.parse(out).files;
  expect(exit).toBe(2);
  expect(file.errors).toEqual([
    { line: 1, column: 7, endLine: 1, endColumn: 14, message: 'syntax error at or near "tabel"' },
  ]);
  expect(file.findings[0].rule).toBe('adding-foreign-key');
});

test.each([['--pg=13'], ['--pg=x'], ['--format=xml'], ['--fail-on=never']])('%s is refused', async (flag) => {
  await expect(run({ 'm.sql': '' }, 'm.sql', flag)).rejects.toBeInstanceOf(InputRefused);
});

test('the configuration gives each file its rules, within one history', async () => {
  const config = {
    postgres: 15,
    check: { failOn: 'warning', overrides: [{ paths: ['m/1_*.sql'], rules: { '*': 'off' } }] },
  };
  const files = {
    'wesley.config.json': JSON.stringify(config),
    'm/1_a.sql': 'truncate t; create table a (id int);',
    'm/2_b.sql': 'create index on a (id); drop table t;',
  };
  const { exit, out } = await run(files, 'm', '--json');
  const report = JSON.parse(out);
  const rulesOf = ({ findings }: { findings: { rule: string }[] }) => findings.map(({ rule }) => rule);
  expect({ exit, postgres: report.postgres }).toEqual({ exit: 1, postgres: 15 });
  expect(report.files.map(rulesOf)).toEqual([[], ['drop-table', 'missing-lock-timeout']]);
});

test('a comment switches a rule off for one statement', async () => {
  const sql = `set lock_timeout = '2s';\n-- wesley:ignore adding-foreign-key the table is small\n${KEY};\ndrop index i;`;
  const { out } = await run({ 'm.sql': sql }, 'm.sql', '--json');
  expect(JSON.parse(out).files[0].findings.map(({ rule }: { rule: string }) => rule)).toEqual([
    'drop-index-blocking',
  ]);
});

test('GitHub gets one command a line', async () => {
  const { out } = await run({ 'm.sql': `set lock_timeout = '2s';\n${KEY}` }, 'm.sql', '--format=github');
  expect(out).toMatch(
    /^::error file=m\.sql,line=2,col=1,endLine=2,endColumn=\d+,title=adding-foreign-key::.*\n$/,
  );
});

test('--out takes the report, and stdout stays empty', async () => {
  const { exit, out, written } = await run(
    { 'm.sql': 'truncate t' },
    'm.sql',
    '--format=gitlab',
    '--out=r.json',
  );
  expect({ exit, out, files: [...written.keys()] }).toEqual({ exit: 1, out: '', files: ['r.json'] });
  expect(JSON.parse(written.get('r.json') ?? '')[0].check_name).toBe('missing-lock-timeout');
});

test.each([
  'm.sql --out=m.sql',
  'm.sql --out=./m.sql',
  'm.sql --out=link.sql',
  'm.sql --write-baseline=m.sql',
  'd --out=d/1.sql',
  'm.sql --base=d --out=d/1.sql',
  'm.sql --stats=stats.json --write-baseline=stats.json',
  'm.sql --baseline=b.json --out=b.json',
  'm.sql --write-baseline=b.json --out=b.json',
])('%s would cost a file that is read, and is refused', async (line) => {
  const files = {
    'm.sql': 'truncate t',
    'd/1.sql': 'select 1',
    'link.sql': '',
    'b.json': '',
    'stats.json': '',
  };
  const refused = await run(files, ...line.split(' ')).catch((error: unknown) => error);
  expect(refused).toMatchObject({ exit: 2, diagnostics: [{ code: 'USAGE' }] });
  expect(String(refused)).toContain('would be written over a file that this run reads or writes');
});

test('the report says who runs a file, and how its statements share transactions', async () => {
  const files = {
    'm/1.sql':
      "-- +goose Up\nset lock_timeout = '1s';\nalter table t add column a int;\n-- +goose Down\ndrop table t;",
    'm/2.sql': 'select 1;',
    'm/V3__x.sql': 'select 1;',
    'm/V3__x.sql.conf': 'executeInTransaction=false',
  };
  const { out } = await run(files, 'm', '--json');
  const shown = JSON.parse(out).files.map((file: { runner: string; sharing: string }) => [
    file.runner,
    file.sharing,
  ]);
  expect(shown).toEqual([
    ['goose', 'transaction'],
    [null, 'apart'],
    ['flyway', 'apart'],
  ]);
  expect((await run(files, 'm')).out).toContain(
    'm/1.sql:2: the transaction up to line 3, as goose runs it, holds',
  );
  expect((await run(files, 'm', '--runner=psql')).out).not.toContain('transaction');
});
