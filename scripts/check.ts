/** Types, lint, dead code and tests, in that order. Green means mergeable; the last line counts what was run. */
import { join } from 'node:path';
import './assets.ts';

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

const tests = Bun.spawn([process.execPath, 'test', '--timeout', '120000', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdout: 'inherit',
  stderr: 'pipe',
  stdin: 'ignore',
  env: { ...process.env, WESLEY_CORPUS: undefined },
});
let report = '';
const decoder = new TextDecoder();
for await (const chunk of tests.stderr) {
  process.stderr.write(chunk);
  report += decoder.decode(chunk, { stream: true });
}
const exitCode = await tests.exited;

// Bun closes with ` 812 pass` and ` 0 fail`; a run that printed neither ran nothing.
const counted = (word: string): number | null => {
  const found = [...report.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))].at(-1)?.[1];
  return found === undefined ? null : Number(found);
};
const testsPassed = counted('pass');
passed += testsPassed ?? 0;
failed += counted('fail') ?? 0;
if (testsPassed === null || (exitCode !== 0 && failed === 0)) failed++;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
