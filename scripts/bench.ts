/**
 * Prints the figures this program is held to beside their goals: medians of cold processes, run in turn so that a busy
 * minute hits all of them alike. Nothing fails here: a figure is for a person to judge.
 *
 *     bun run bench [--runs N] [--peers]
 *
 * `--peers` installs other tools from the npm registry into a temporary folder and times them on the same input.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTS, writeMigrations } from './bench-check.ts';
import { freshExecutable } from './executable.ts';

const ROOT = join(import.meta.dir, '..');
const WESLEY = freshExecutable();
const SAAS = join(ROOT, 'fixtures/schemas/saas/schema.graphql');
const MANY = join(ROOT, 'fixtures/changes/many-at-once');
const FOLDER = mkdtempSync(join(tmpdir(), 'wesley-bench-'));

/** A whole process to time. Goals are the most it may take. */
interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly goalMs?: number;
  readonly goalMb?: number;
  /** Runs for each of ours, where one takes seconds. */
  readonly share?: number;
}

interface Run {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mb: number;
}

type Runs = ReadonlyMap<string, readonly Run[]>;

const flag = (name: string): string | null => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? '');
};
const RUNS = Number(flag('--runs') ?? 9);

function runOnce({ name, argv }: Case): Run {
  const startMs = performance.now();
  const { exitCode, resourceUsage, stderr } = Bun.spawnSync([...argv], {
    cwd: FOLDER,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const ms = performance.now() - startMs;
  // 1 is `check`'s answer to a finding; any other code is no run worth timing.
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`${name} ended with ${exitCode}: ${stderr}`);
  return {
    ms,
    cpuMs: Number(resourceUsage.cpuTime.total) / 1000,
    mb: resourceUsage.maxRSS / 1e6,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Every case in turn, round after round; one round before is not counted. */
function measure(cases: readonly Case[]): Runs {
  const runs = new Map<string, Run[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round <= RUNS; round++) {
    for (const one of cases) {
      if (round > 0 && round % (one.share ?? 1) !== 0) continue;
      process.stderr.write(`\r\x1b[K${round}/${RUNS}  ${one.name}`);
      const run = runOnce(one);
      if (round > 0) runs.get(one.name)?.push(run);
    }
  }
  process.stderr.write('\r\x1b[K');
  return runs;
}

/** A schema of many tables: ten columns, two indexes, a check, and keys in chains of ten tables. */
function manyTables(count: number, changed: boolean): string {
  const tables = Array.from({ length: count }, (_, i) =>
    [
      `type Table${i} @wes_table @wes_index(fields: ["name", "createdAt"]) @wes_index(fields: ["status"]) {`,
      '  id: BigInt! @wes_pk',
      '  name: String! @wes_column(length: 80)',
      '  status: Status! @wes_default(value: DRAFT)',
      '  amount: Decimal! @wes_column(precision: 12, scale: 2) @wes_check(expr: "amount >= 0")',
      '  active: Boolean! @wes_default(value: true)',
      '  note: String',
      '  data: JSON',
      '  createdAt: DateTime! @wes_default(expr: "now()")',
      '  day: Date',
      ...(i % 10 > 0 ? [`  parentId: BigInt! @wes_fk(ref: "Table${i - 1}.id", onDelete: CASCADE)`] : []),
      ...(changed && i === count >> 1 ? ['  extra: String'] : []),
      '}',
    ].join('\n'),
  );
  return ['enum Status { DRAFT OPEN CLOSED }', ...tables].join('\n');
}

async function writeInputs(): Promise<void> {
  for (const count of [100, 500, 5000])
    await Bun.write(join(FOLDER, `${count}.graphql`), manyTables(count, false));
  await Bun.write(join(FOLDER, '500-changed.graphql'), manyTables(500, true));
  await writeMigrations(FOLDER);
}

/** Executables that say what no program of this kind can fall below. */
async function buildFloor(name: string, source: string): Promise<string> {
  const entry = join(ROOT, 'build', `bench-${name}.ts`);
  const outfile = join(FOLDER, name);
  await Bun.write(entry, source);
  // In a process of its own: what this one has in memory counts as the peak of every child it starts.
  const build = [process.execPath, 'build', '--compile', '--bytecode', '--minify', '--format=esm', entry];
  const { success, stderr } = Bun.spawnSync([...build, '--outfile', outfile], {
    stdout: 'ignore',
    stderr: 'pipe',
  });
  rmSync(entry);
  if (!success) throw new Error(`the build of ${name} failed: ${stderr}`);
  return outfile;
}

const EMPTY = 'export {};';
const PARSER = `import wasm from '../node_modules/libpg-query/wasm/libpg-query.wasm' with { type: 'file' };
import { loadParser, parseSql } from '../src/sql/parser.ts';
await loadParser(await Bun.file(wasm).bytes());
parseSql(await Bun.file('fifty.sql').text());
process.exit(0);`;
const SERVER = `import { openScratch } from '../src/shell/postgres/pglite.ts';
await openScratch({ pgtap: true });
process.exit(0);`;

async function ourCases(): Promise<readonly Case[]> {
  const empty = await buildFloor('empty', EMPTY);
  const parser = await buildFloor('parser', PARSER);
  const server = await buildFloor('server', SERVER);
  const transform = (name: string, schema: string): Pick<Case, 'name' | 'argv'> => ({
    name: `transform ${name}`,
    argv: [WESLEY, 'transform', '--quiet', '--schema', schema, '--out', join(FOLDER, 'generated')],
  });
  const rehearse = [WESLEY, 'rehearse', '--quiet', '--schema', join(MANY, 'after.graphql'), '--from'];
  const plan = [WESLEY, 'plan', '--quiet', '--schema', '500-changed.graphql', '--from', '500.graphql'];
  return [
    { name: 'an empty executable', argv: [empty] },
    { name: '--version', argv: [WESLEY, '--version'] },
    { name: 'libpg-query and one parse', argv: [parser] },
    { name: 'check 50 lines', argv: [WESLEY, 'check', 'fifty.sql'] },
    ...COUNTS.map((count) => ({
      name: `check ${count} files`,
      argv: [WESLEY, 'check', `m${count}`],
      ...(count === 1000 ? { goalMb: 150 } : {}),
      share: count === 10_000 ? 9 : 3,
    })),
    {
      name: 'check --base 5000 files',
      argv: [WESLEY, 'check', 'fifty.sql', '--base', 'history'],
      goalMs: 1000,
      share: 3,
    },
    { ...transform('saas', SAAS), goalMs: 60 },
    transform('100 tables', '100.graphql'),
    { ...transform('500 tables', '500.graphql'), goalMs: 150, share: 3 },
    { ...transform('5000 tables', '5000.graphql'), share: 9 },
    { name: 'plan one change in 500 tables', argv: plan, goalMs: 200 },
    { name: 'PGlite ready', argv: [server], goalMs: 500 },
    { name: 'rehearse saas from empty', argv: [...rehearse, 'empty'], goalMs: 1500, goalMb: 550, share: 3 },
    {
      name: 'rehearse saas, 48 steps',
      argv: [...rehearse, join(MANY, 'before.graphql')],
      goalMs: 1500,
      goalMb: 550,
      share: 3,
    },
  ];
}

/** Other tools on the same file, where they install and run here. */
async function peerCases(): Promise<readonly Case[]> {
  const folder = join(FOLDER, 'peers');
  mkdirSync(folder);
  await Bun.write(join(folder, 'package.json'), '{"private":true}');
  const installed = Bun.spawnSync(['npm', 'install', '--no-audit', '--no-fund', 'squawk-cli'], {
    cwd: folder,
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: 60_000,
  });
  const files = [...new Bun.Glob('m1000/*.sql').scanSync(FOLDER)].sort();
  try {
    if (!installed.success) throw new Error(installed.stderr.toString().slice(0, 200));
    const native = [...new Bun.Glob('node_modules/@squawk-cli/*/bin/squawk*').scanSync(folder)][0] ?? '';
    const peers = [
      { name: 'squawk 50 lines, by npm', argv: [join(folder, 'node_modules/.bin/squawk'), 'fifty.sql'] },
      { name: 'squawk 50 lines, native', argv: [join(folder, native), 'fifty.sql'] },
      { name: 'squawk 1000 files, native', argv: [join(folder, native), ...files], share: 3 },
    ];
    for (const peer of peers) runOnce(peer);
    return peers;
  } catch (error) {
    process.stderr.write(`squawk-cli does not run here: ${error}\n`);
    return [];
  }
}

function line(cells: readonly string[]): string {
  const [name = '', ...numbers] = cells;
  return `${name.padEnd(32)}${numbers.map((cell) => cell.padStart(11)).join('')}\n`;
}

const atMost = (goal: number | undefined, unit: string): string =>
  goal === undefined ? '' : `< ${goal} ${unit}`;

const out = (text: string): void => void process.stdout.write(text);
const figureOf = (runs: Runs, name: string, of: (run: Run) => number): number =>
  median((runs.get(name) ?? []).map(of));

function report(cases: readonly Case[], runs: Runs): void {
  const figure = (name: string, of: (run: Run) => number): number => figureOf(runs, name, of);
  out(line(['median of a cold process', 'wall', 'goal', 'cpu', 'peak', 'goal', 'runs']));
  for (const { name, goalMs, goalMb } of cases) {
    const [wall, cpu, peak] = [(run: Run) => run.ms, (run: Run) => run.cpuMs, (run: Run) => run.mb].map(
      (of) => figure(name, of),
    );
    out(
      line([
        name,
        `${wall?.toFixed(1)} ms`,
        atMost(goalMs, 'ms'),
        `${cpu?.toFixed(0)} ms`,
        `${peak?.toFixed(0)} MB`,
        atMost(goalMb, 'MB'),
        String(runs.get(name)?.length ?? 0),
      ]),
    );
  }
  reportShares(runs);
  out(line(['dist/wesley', `${(statSync(WESLEY).size / 1e6).toFixed(1)} MB`, '< 140 MB']));
}

/** What one figure is of another. */
function reportShares(runs: Runs): void {
  const wall = (name: string): number => figureOf(runs, name, (run) => run.ms);
  const above = wall('--version') - wall('an empty executable');
  const perTable = ([100, 500, 5000] as const).map((count) => wall(`transform ${count} tables`) / count);
  out('\n');
  out(line(['--version above an empty one', `${above.toFixed(1)} ms`, '< 10 ms']));
  out(
    `${'transform, a table, of 100/500/5000'.padEnd(36)}${perTable.map((ms) => ms.toFixed(2)).join(' / ')} ms, goal: flat\n`,
  );
  const check = (name: string): number => wall(`check ${name}`);
  out(
    line([
      'check 50 lines, above the parser',
      `${(check('50 lines') - wall('libpg-query and one parse')).toFixed(1)} ms`,
      '< 6 ms',
    ]),
  );
  const perFile = COUNTS.map((count) => (check(`${count} files`) - check('50 lines')) / count);
  out(
    `${'check, a file, of 10/100/1000/10000'.padEnd(36)}${perFile.map((ms) => ms.toFixed(2)).join(' / ')} ms, goal: flat\n`,
  );
  const peers = [
    ['50 lines', 'by npm', '< 0.65 x'],
    ['50 lines', 'native', ''],
    ['1000 files', 'native', '< 0.5 x'],
  ] as const;
  for (const [what, how, goal] of peers) {
    const theirs = `squawk ${what}, ${how}`;
    if (runs.has(theirs))
      out(line([`check ${what} to squawk, ${how}`, `${(check(what) / wall(theirs)).toFixed(2)} x`, goal]));
  }
}

try {
  await writeInputs();
  const cases = [...(await ourCases()), ...(process.argv.includes('--peers') ? await peerCases() : [])];
  report(cases, measure(cases));
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
