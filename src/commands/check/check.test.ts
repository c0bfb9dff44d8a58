import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { loadParser } from '../../sql/parser.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';
import check from './check.ts';

interface Ran {
  out: string;
  readonly log: string[];
  readonly written: Map<string, string>;
}

type Content = string | Uint8Array;

/** A world of files in memory, `folder/file` by its path. */
function worldWith(files: Readonly<Record<string, Content>>, ran: Ran): World {
  const note = (text: string) => void ran.log.push(text);
  const names = Object.keys(files);
  const inside = (folder: string) => names.filter((name) => name.startsWith(`${folder}/`));
  return {
    files: {
      exists: async (path: string) =>
        files[path] === FIFO ? 'other' : path in files ? 'file' : inside(path).length > 0 ? 'folder' : null,
      list: async (folder: string) => {
        if (folder.endsWith('locked')) throw new Failure('file-unreadable', `can't list ${folder}`);
        return [...new Set(inside(folder).map((path) => path.slice(folder.length + 1).split('/')[0]))].map(
          (name) => ({
            name,
            kind:
              (files[`${folder}/${name}`] === FIFO && 'other') ||
              (`${folder}/${name}` in files ? 'file' : 'folder'),
          }),
        );
      },
      decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
      readBytes: async (path: string) => {
        const content = files[path];
        if (content === undefined) throw new Failure('file-unreadable', `cannot read ${path}`);
        return typeof content === 'string' ? new TextEncoder().encode(content) : content;
      },
      read: async (path: string) => {
        const content = files[path];
        if (typeof content === 'string') return content;
        if (content === undefined) throw new Failure('file-unreadable', `cannot read ${path}`);
        const message = 'Not UTF-8 from byte 0 on.';
        throw new InputRefused([{ code: 'INVALID_UTF8', message, span: null, hint: null }]);
      },
      resolve: (path: string) => `/work/${path.replace(/^\.\//, '')}`,
      write: async (path: string, content: string) => void ran.written.set(path, content),
      rewrite: async (path: string, content: string) => {
        if (path.startsWith('fast/')) throw new Failure('file-unwritable', `can't write ${path}`);
        ran.written.set(path, content);
      },
    },
    // `link.sql` is another name of `m.sql`.
    guarded: { realPath: (path: string) => `/work/${path.replace(/^\.\//, '').replace('link.', 'm.')}` },
    log: { info: note, error: note, warn: note },
    out: (text: string) => {
      ran.out += text;
    },
    color: false,
    cwd: '/project',
    loadSqlParser: () =>
      loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm')))),
  } as unknown as World;
}

/** A FIFO in a world. */
const FIFO = new Uint8Array();

const run = (files: Readonly<Record<string, Content>>, ...args: string[]): Promise<Ran & { exit: number }> =>
  runIn('/project', files, ...args);

async function runIn(
  cwd: string,
  files: Readonly<Record<string, Content>>,
  ...args: string[]
): Promise<Ran & { exit: number }> {
  const flags = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const arg of args) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name) flags.set(name, [...(flags.get(name) ?? []), value ?? 'true']);
    else positionals.push(arg);
  }
  const input: Input = {
    text: (flag) => flags.get(flag)?.at(-1) ?? (check.flags[flag]?.default as string | undefined) ?? null,
    all: (flag) => flags.get(flag) ?? [],
    on: (flag) => flags.has(flag),
    positionals,
  };
  const ran: Ran = { out: '', log: [], written: new Map() };
  const exit = await check.run(input, { ...worldWith(files, ran), cwd });
  return { exit, ...ran };
}

const BASE =
  'create table customer (id bigint primary key); create table invoice (id bigint primary key, customer_id bigint);';
const KEY = 'alter table invoice add constraint c foreign key (customer_id) references customer (id)';

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

test('a syntax error outranks findings and hides no other statement', async () => {
  const { exit, out } = await run({ 'm.sql': `alter tabel x;\n${KEY};` }, 'm.sql', '--json');
  const [file] = JSON.parse(out).files;
  expect(exit).toBe(2);
  expect(file.errors).toEqual([
    { line: 1, column: 7, endLine: 1, endColumn: 14, message: 'syntax error at or near "tabel"' },
  ]);
  expect(file.findings[0].rule).toBe('adding-foreign-key');
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

async function baselineOf(files: Readonly<Record<string, Content>>, ...args: string[]): Promise<string> {
  const { written } = await run(files, ...args, '--write-baseline=b.json');
  return written.get('b.json') ?? '';
}

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

const STATS = JSON.stringify({
  stats: 1,
  rates: null,
  tables: [
    {
      relation: 'public.invoice',
      kind: 'table',
      partitionOf: null,
      rows: 10,
      bytes: { heap: 8192, indexes: 0, toast: 0 },
      readsPerSecond: 7,
      writesPerSecond: 3,
    },
  ],
  indexes: [],
});

test('with statistics a statement says whom it blocks, and small tables may be waited for', async () => {
  const files = { 'stats.json': STATS, 'm.sql': "set lock_timeout = '1s'; create index on invoice (id);" };
  const big = await run(files, 'm.sql', '--json', '--stats=stats.json');
  const [file] = JSON.parse(big.out).files;
  expect(big.exit).toBe(1);
  expect(file.statements[1].impact).toMatchObject([
    { relation: 'public.invoice', blocks: 'writes', perSecond: 3, seconds: [expect.any(Number), 0.1] },
  ]);
  expect(file.findings[0].message).toEndWith(
    'It blocks about 3 writes a second of `invoice` for less than 1 s.',
  );
  expect((await run(files, 'm.sql', '--stats=stats.json', '--small-table=10MB')).exit).toBe(0);
  expect((await run(files, 'm.sql', '--stats=stats.json', '--small-table=8kB')).exit).toBe(1);
  await expect(run(files, 'm.sql', '--small-table=10MB')).rejects.toThrow('needs to know sizes');
  await expect(run(files, 'm.sql', '--small-table=many')).rejects.toThrow('takes a size');
});

test.each([
  ['', 'it is no JSON'],
  ['{}', 'its member "stats" is not 1'],
  ['[]', 'its member "stats" is not 1'],
  ['null', 'its member "stats" is not 1'],
  ['{"stats":2,"rates":{},"tables":[{}],"indexes":[]}', 'its member "stats" is not 1'],
  ['{"stats":1,"rates":null,"tables":[{}],"indexes":[]}', 'tables.0.relation: '],
  [STATS.replace('8192', '"8192"'), 'tables.0.bytes.heap: '],
  [STATS.replace('"table"', '"view"'), 'tables.0.kind: '],
  [STATS.replace('null', '{"over":"samples","seconds":null}'), 'rates.seconds: '],
])('%p is no statistics, and %p says where', async (stats, why) => {
  const ran = run({ 's.json': stats, 'm.sql': '' }, 'm.sql', '--stats=s.json');
  await expect(ran).rejects.toThrow(`s.json is not what \`wesley stats\` writes: ${why}`);
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
