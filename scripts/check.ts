/** Types, lint, dead code and tests, in that order. Green means mergeable; the last line counts what was run. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Glob } from 'bun';
import './assets.ts';
import { freshExecutable } from './executable.ts';

const ROOT = join(import.meta.dir, '..');
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);

const TOOLS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', [bin('tsc')]],
  ['lint', [bin('biome'), 'check', '.']],
  ['dead code', [bin('knip')]],
];

let passed = 0;
let failed = 0;

for (const [name, command] of TOOLS) {
  const { exitCode } = Bun.spawnSync([...command], {
    cwd: ROOT,
    stdout: 'inherit',
    stderr: 'inherit',
    stdin: 'ignore',
  });
  process.stdout.write(`${exitCode === 0 ? 'ok' : 'FAILED'}  ${name}\n`);
  if (exitCode === 0) passed++;
  else failed++;
}

/**
 * What runs in one process: the tests with servers and executables of their own, which mostly wait, one file each; all
 * others together. Longest first, so that none is left over at the end.
 */
function batches(): readonly (readonly string[])[] {
  const files = [...new Glob('{src,rules,scripts}/**/*.test.ts').scanSync(ROOT)].toSorted();
  const isSlow = (path: string): boolean => path.startsWith('scripts/acceptance/');
  const slow = files.filter(isSlow);
  const longest = [
    'kill',
    'copied-database',
    'planted-ledger',
    'hostile-session',
    'postgres',
    'pooled',
    'kill-folder',
    'locks',
    'inputs',
    'refusals',
    'observer',
    'surroundings',
    'adopted',
  ];
  const rank = (path: string): number => {
    const at = longest.findIndex((name) => path.endsWith(`/${name}.test.ts`));
    return at < 0 ? longest.length : at;
  };
  return [
    files.filter((path) => !isSlow(path)),
    ...slow.toSorted((a, b) => rank(a) - rank(b)).map((path) => [path]),
  ];
}

/** Bun closes with ` 812 pass` and ` 0 fail`; a run that printed neither ran nothing. */
const counted = (report: string, word: string): number | null => {
  const found = [...report.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))].at(-1)?.[1];
  return found === undefined ? null : Number(found);
};

async function runTests(args: readonly string[]): Promise<void> {
  const tests = Bun.spawn([process.execPath, 'test', '--timeout', '120000', ...args], {
    cwd: ROOT,
    stdout: 'pipe',
    stderr: 'pipe',
    stdin: 'ignore',
    env: { ...process.env, WESLEY_CORPUS: undefined },
  });
  const [out, report, exitCode] = await Promise.all([
    tests.stdout.text(),
    new Response(tests.stderr).text(),
    tests.exited,
  ]);
  process.stdout.write(out);
  process.stderr.write(report);
  const ran = counted(report, 'pass');
  const broke = counted(report, 'fail') ?? 0;
  passed += ran ?? 0;
  failed += ran === null || (exitCode !== 0 && broke === 0) ? broke + 1 : broke;
}

// Once, before two processes find it missing at the same time.
freshExecutable();
const asked = process.argv.slice(2);
const queue = asked.length > 0 ? [asked] : [...batches()];
async function work(): Promise<void> {
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) await runTests(batch);
}
await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, work));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
