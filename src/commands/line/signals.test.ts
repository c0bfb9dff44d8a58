import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'wesley-signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const READY = "require('node:fs').writeSync(1, 'ready')";

/** Runs a command with a configuration, and sends it a signal once that says that it is loaded. */
async function endedBy(signal: 'SIGINT' | 'SIGTERM', config: string, ...args: string[]) {
  writeFileSync(join(folder, 'wesley.config.ts'), `${READY}; ${config}; export default {};`);
  writeFileSync(join(folder, 'm.sql'), 'select 1;');
  const main = join(import.meta.dir, '..', '..', 'main.ts');
  const child = Bun.spawn([process.execPath, main, ...args, '--cwd', folder], {
    stdout: 'pipe',
    stderr: 'ignore',
    stdin: 'ignore',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  await child.stdout.getReader().read();
  child.kill(signal);
  await child.exited;
  return child.signalCode ?? child.exitCode;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends check at once, whatever it does',
  async (signal) => {
    expect(await endedBy(signal, 'while (true) {}', 'check', 'm.sql')).toBe(signal);
  },
  60_000,
);

test.each([
  ['SIGINT', ['check', 'm.sql', '--fix']],
  ['SIGTERM', ['check', 'm.sql', '--watch']],
  ['SIGTERM', ['rehearse']],
] as const)(
  '%s ends %j with a code of its own',
  async (signal, args) => {
    expect(await endedBy(signal, 'await new Promise((done) => setTimeout(done, 60_000))', ...args)).toBe(130);
  },
  60_000,
);
