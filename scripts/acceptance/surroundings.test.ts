import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOK } from '../../src/commands/init/hook/install-hook.ts';
import type { Ran } from './place.ts';
import {
  closeReady,
  code,
  git,
  marker,
  openReady,
  place,
  plant,
  READ_ONLY,
  reset,
  shown,
  WITH_CONFIGURATION,
} from './planted.ts';

const ROOT = join(import.meta.dir, '..', '..');

beforeAll(openReady, 60_000);
afterAll(closeReady);

/** With the working folder's own programs first, as in a script of npm; and variables that name files of it. */
const hostile = (): Readonly<Record<string, string>> => ({
  PATH: `.::${place.at('node_modules/.bin')}:${process.env['PATH']}`,
  HOME: place.folder,
  XDG_CONFIG_HOME: place.folder,
  NODE_PATH: place.at('node_modules'),
  NODE_PG_FORCE_NATIVE: '1',
  NODE_OPTIONS: `--require ${place.at('e.ts')}`,
  NODE_ENV: 'development',
});

test.each(shown([...READ_ONLY, ...WITH_CONFIGURATION]))(
  'runs no code of the folder that it stands in: %s',
  (_, args) => {
    reset(args);
    const clean = place.run([place.executable, ...args], { PATH: process.env['PATH'] ?? '' });
    reset();
    plant(place.at);
    const ran = place.run([place.executable, ...args], hostile());
    expect(existsSync(marker)).toBe(false);
    expect({ exit: ran.exit, err: settled(ran.err) }).toEqual({ exit: clean.exit, err: settled(clean.err) });
  },
);

/** Without what differs from run to run. */
const settled = (text: string): string => text.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID');

test('takes no trust store and no pin from a committed .env', () => {
  reset();
  const env = `WESLEY_TRUST=${place.at('trust.json')}\nWESLEY_TRUST_DIGEST=sha256:${'0'.repeat(64)}\n`;
  for (const name of ['.env', '.env.local', '.env.production']) place.write(name, env);
  expect(place.wesley('cert', 'verify', '--json')).toMatchObject({
    exit: 8,
    out: expect.stringContaining('E_TRUST_MISSING'),
  });
  expect(place.wesley('cert', 'verify', '--trust', 'trust.json')).toMatchObject({ exit: 0 });
});

test.each(shown(READ_ONLY))('runs no configuration of the work tree: %s', (_, args) => {
  reset(args);
  for (const name of ['wesley.config.ts', 'wesley.config.js', 'e.ts'])
    place.write(name, `${code()}export default {};\n`);
  place.wesley(...args);
  place.wesley(...args, '--config', 'e.ts');
  expect(existsSync(marker)).toBe(false);
});

test('a configuration that is meant to be run is run, so the marker tells', () => {
  reset();
  place.write('wesley.config.ts', `${code()}export default {};\n`);
  expect(place.wesley('plan', '--from', 'empty').exit).toBe(0);
  expect(existsSync(marker)).toBe(true);
});

test('what a configuration imports belongs to the inputs of a certificate', () => {
  reset();
  place.write(
    'wesley.config.ts',
    "import { postgres } from './settings.ts';\nexport default { postgres };\n",
  );
  place.write('settings.ts', 'export const postgres = 17;\n');
  const certified = (): Ran =>
    place.run(
      [place.executable, 'certify', '--env', 'production', '--dsn', 'pglite:database', '--out', 'SHIPME.md'],
      {
        PATH: process.env['PATH'] ?? '',
      },
    );
  git('add', 'wesley.config.ts');
  git('commit', '-qm', 'Configuration');
  expect(certified().err).toContain('settings.ts is not in the commit');
  git('add', 'settings.ts');
  git('commit', '-qm', 'Settings');
  expect(certified().err).not.toContain('deploy will refuse');
  place.write('node_modules/settings/index.js', 'module.exports = { postgres: 16 };\n');
  place.write('wesley.config.ts', "import { postgres } from 'settings';\nexport default { postgres };\n");
  git('commit', '-qam', 'A package');
  expect(certified().err).toContain('node_modules/settings/index.js is not in the commit');
}, 60_000);

test('the hook clears what the runtime would run first', () => {
  reset();
  place.write('hook.sh', HOOK);
  place.write('e.ts', code());
  const ran = place.run(['/bin/sh', 'hook.sh'], {
    PATH: process.env['PATH'] ?? '',
    WESLEY: place.executable,
    BUN_OPTIONS: `--preload ${place.at('e.ts')}`,
    BUN_BE_BUN: '1',
  });
  expect({ exit: ran.exit, isThere: existsSync(marker) }).toEqual({ exit: 0, isThere: false });
});

test('the job and the action clear it, too', () => {
  reset();
  mkdirSync(place.at('new'));
  place.ok('init', '--cwd', 'new');
  const job = Bun.YAML.parse(place.read('new/.github/workflows/wesley.yml')) as {
    jobs: { rehearse: { env: Record<string, string> } };
  };
  expect(job.jobs.rehearse.env).toMatchObject({ BUN_OPTIONS: '', BUN_BE_BUN: '' });
  const action = readFileSync(join(ROOT, '.github/actions/check/action.yml'), 'utf8');
  expect(action).toMatch(/run: \|\n(?:\s*#.*\n)*\s*unset BUN_OPTIONS BUN_BE_BUN\n/);
});
