/**
 * Prints the figures this program is held to beside their goals: medians of cold processes, run in turn so that a busy
 * minute hits all of them alike. Nothing fails here: a figure is for a person to judge.
 *
 *     bun run bench [--runs N] [--only TEXT] [--against REVISION] [--peers]
 *
 * `--against` builds a revision and times it on the same input; `--peers` installs other tools from the npm registry into a
 * temporary folder. With WESLEY_CORPUS migrations of real projects are checked as well.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, ourCases, peerCases, prepare } from './bench-cases.ts';
import { COUNTS } from './bench-check.ts';
import { freshExecutable } from './executable.ts';
import { buildAt } from './executable-at.ts';

const ROOT = join(import.meta.dir, '..');
const WESLEY = freshExecutable();
const FOLDER = mkdtempSync(join(tmpdir(), 'wesley-bench-'));
const BEFORE = join(FOLDER, 'wesley-before');

interface Run {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mb: number;
}

/** By name; runs of the revision that is compared with under the name of `before`. */
type Runs = ReadonlyMap<string, readonly Run[]>;
const before = (name: string): string => `${name}, before`;

const flag = (name: string): string | null => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? '');
};
const RUNS = Number(flag('--runs') ?? 9);

function runOnce(name: string, argv: readonly string[]): Run {
  const startMs = performance.now();
  const { exitCode, resourceUsage, stderr } = Bun.spawnSync([...argv], {
    cwd: FOLDER,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const ms = performance.now() - startMs;
  // 1 is `check`'s answer to a finding, 101 squawk's to a file that it can't read; any other code is no run worth timing.
  if (![0, 1, ...(name.startsWith('squawk') ? [101] : [])].includes(exitCode))
    throw new Error(`${name} ended with ${exitCode}: ${stderr}`);
  return {
    ms,
    cpuMs: Number(resourceUsage.cpuTime.total) / 1000,
    mb: resourceUsage.maxRSS / 1e6,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Every case in turn, round after round, ours beside the one before it; one round is not counted. */
function measure(cases: readonly Case[], isCompared: boolean): Runs {
  const runs = new Map<string, Run[]>();
  const timed = (name: string, one: Case, argv: readonly string[], counts: boolean): void => {
    process.stderr.write(`\r\x1b[K${name}`);
    prepare(one);
    const run = runOnce(name, argv);
    if (counts) runs.set(name, [...(runs.get(name) ?? []), run]);
  };
  for (let round = 0; round <= RUNS; round++)
    for (const one of cases) {
      if (round > 0 && round % (one.share ?? 1) !== 0) continue;
      timed(one.name, one, one.isOurs ? [WESLEY, ...one.argv] : one.argv, round > 0);
      if (isCompared && one.isOurs) timed(before(one.name), one, [BEFORE, ...one.argv], round > 0);
    }
  process.stderr.write('\r\x1b[K');
  return runs;
}

/** An executable that says what no program of this kind can fall below. */
async function emptyExecutable(): Promise<string> {
  const entry = join(ROOT, 'build', 'bench-empty.ts');
  const outfile = join(FOLDER, 'empty');
  await Bun.write(entry, 'export {};');
  // In a process of its own: what this one has in memory counts as the peak of every child it starts.
  const build = [process.execPath, 'build', '--compile', '--bytecode', '--minify', '--format=esm', entry];
  const { success, stderr } = Bun.spawnSync([...build, '--outfile', outfile], {
    stdout: 'ignore',
    stderr: 'pipe',
  });
  rmSync(entry);
  if (!success) throw new Error(`the build of an empty executable failed: ${stderr}`);
  return outfile;
}

/** @returns how many migrations of real projects there are. */
function writeInputs(): number {
  const script = join(import.meta.dir, 'bench-inputs.ts');
  const made = Bun.spawnSync([process.execPath, script, WESLEY, FOLDER], { stdin: 'ignore', stderr: 'pipe' });
  if (!made.success) throw new Error(`the inputs can't be written: ${made.stderr}`);
  return Number(made.stdout.toString());
}

function line(cells: readonly string[]): string {
  const [name = '', ...others] = cells;
  return `${name.padEnd(32)}${others.map((cell) => cell.padStart(10)).join('')}\n`;
}

const out = (text: string): void => void process.stdout.write(text);
const figureOf = (runs: Runs, name: string, of: (run: Run) => number): number =>
  median((runs.get(name) ?? []).map(of));
const most = (goal: number | undefined, unit: string): string =>
  goal === undefined ? '' : `≤ ${goal}${unit}`;

function row(one: Case, runs: Runs): string {
  const { name, goals = {} } = one;
  const [ms, cpu, mb] = [(run: Run) => run.ms, (run: Run) => run.cpuMs, (run: Run) => run.mb].map((of) => ({
    now: figureOf(runs, name, of),
    before: figureOf(runs, before(name), of),
  }));
  const share = (figure: { now: number; before: number } | undefined): string =>
    figure === undefined || Number.isNaN(figure.before) ? '' : `${(figure.now / figure.before).toFixed(2)} x`;
  const [peer, peerGoal] = goals.peer ?? [];
  const theirs = peer === undefined ? Number.NaN : figureOf(runs, peer, (run) => run.ms);
  return line([
    name,
    `${ms?.now.toFixed(1)} ms`,
    most(goals.ms, ' ms'),
    share(ms),
    share(cpu),
    most(goals.ratio, ' x'),
    Number.isNaN(theirs) ? '' : `${((ms?.now ?? 0) / theirs).toFixed(2)} x`,
    most(peerGoal, ' x'),
    `${mb?.now.toFixed(0)} MB`,
    most(goals.mb, ' MB'),
    String(runs.get(name)?.length ?? 0),
  ]);
}

/** What one figure is of another. */
function reportShares(runs: Runs): void {
  const wall = (name: string): number => figureOf(runs, name, (run) => run.ms);
  const above = wall('--version') - wall('an empty executable');
  const perTable = ([100, 500, 5000] as const).map((count) => wall(`transform ${count} tables`) / count);
  const perFile = COUNTS.map((count) => (wall(`check ${count} files`) - wall('check 50 lines')) / count);
  const all = (figures: readonly number[]): string => figures.map((ms) => ms.toFixed(2)).join(' / ');
  out(`\n--version above an empty executable: ${above.toFixed(1)} ms (≤ 6 ms)\n`);
  out(`transform, a table, of 100/500/5000: ${all(perTable)} ms (flat)\n`);
  out(`check, a file, of 10/100/1000/10000: ${all(perFile)} ms (flat)\n`);
  out(`dist/wesley: ${(statSync(WESLEY).size / 1e6).toFixed(1)} MB (≤ 145 MB)\n`);
}

try {
  const revision = flag('--against');
  if (revision !== null) buildAt(revision, BEFORE);
  const realFiles = writeInputs();
  const empty: Case = { name: 'an empty executable', argv: [await emptyExecutable()], isOurs: false };
  const peers = process.argv.includes('--peers') ? await peerCases(FOLDER, realFiles) : [];
  const cases = [empty, ...ourCases(FOLDER, realFiles), ...peers].filter(({ name }) =>
    name.includes(flag('--only') ?? ''),
  );
  const runs = measure(cases, revision !== null);
  const against = revision === null ? ['', ''] : [`wall x ${revision.slice(0, 7)}`, 'cpu x'];
  out(
    line([
      'median of a cold process',
      'wall',
      'goal',
      ...against,
      'goal',
      'x peer',
      'goal',
      'peak',
      'goal',
      'runs',
    ]),
  );
  for (const one of cases) out(row(one, runs));
  reportShares(runs);
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
