import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { Glob } from 'bun';
import { HOOK } from '../../src/commands/init/hook/install-hook.ts';
import { openPlace, type Place, type Ran } from './place.ts';
import { deployArgs, makeKeys, signTwice } from './ship.ts';
import { canTrace, traced } from './traced.ts';

const ROOT = join(import.meta.dir, '..', '..');
const SCHEMA = 'type Note @wes_table {\n  id: Int! @wes_pk\n  text: String!\n}\n';

let place: Place;
/** A folder in which everything is ready to be deployed, as it is before a test. */
let ready = '';
let marker = '';
let unsigned = '';

beforeAll(() => {
  place = openPlace();
  place.write('schema.graphql', SCHEMA);
  place.write('migrations/1.sql', 'create table a (id int);\n');
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
      cwd: place.folder,
    });
  git('init', '-q');
  git('add', 'schema.graphql', 'migrations');
  git('commit', '-qm', 'Notes');
  makeKeys(place);
  place.ok(
    'certify',
    '--env',
    'dev',
    '--schema',
    'schema.graphql',
    '--dsn',
    'pglite:database',
    '--out',
    'SHIPME.md',
  );
  unsigned = place.read('SHIPME.md');
  signTwice(place);
  ready = place.at('../ready');
  marker = place.at('../it-ran');
  cpSync(place.folder, ready, { recursive: true });
}, 60_000);
afterAll(() => place.close());

/** @param args Of the command that comes next: the database is copied only for one that opens it. */
function reset(args: readonly string[] = ['pglite:database']): void {
  rmSync(marker, { force: true });
  for (const name of readdirSync(place.folder)) rmSync(place.at(name), { recursive: true });
  for (const name of readdirSync(ready))
    if (name !== 'database' || args.includes('pglite:database'))
      cpSync(join(ready, name), place.at(name), { recursive: true });
}

const code = (): string => `require('node:fs').appendFileSync(${JSON.stringify(marker)}, 'ran\\n');\n`;

/** Everything that a runtime may look for by itself in a folder, each with a way to run our code. */
function plant(at: (path: string) => string): void {
  const write = (path: string, text: string): void => place.write(relative(place.folder, at(path)), text);
  write('e.ts', code());
  for (const name of ['bunfig.toml', '.bunfig.toml'])
    write(name, 'preload = ["./e.ts"]\n[run]\npreload = ["./e.ts"]\n[test]\npreload = ["./e.ts"]\n');
  for (const mode of [
    '',
    '.local',
    '.production',
    '.production.local',
    '.development',
    '.development.local',
    '.test',
  ])
    write(
      `.env${mode}`,
      `WESLEY_TRUST=${at('trust.json')}\nBUN_OPTIONS=--preload ${at('e.ts')}\nNODE_OPTIONS=--require ${at('e.ts')}\nNODE_PG_FORCE_NATIVE=1\n`,
    );
  write(
    'tsconfig.json',
    '{"compilerOptions":{"baseUrl":".","paths":{"*":["./e.ts"]},"jsxImportSource":"./e"}}',
  );
  write(
    'package.json',
    '{"name":"x","imports":{"#x":"./e.ts"},"exports":"./e.ts","bun":{"preload":["./e.ts"]}}',
  );
  write('node_modules/.bin/git', `#!/bin/sh\necho ran >> '${marker}'\nexit 1\n`);
  execFileSync('chmod', ['+x', at('node_modules/.bin/git')]);
  for (const name of [
    'pg',
    'pg-native',
    'pg-cloudflare',
    'libpg-query',
    'graphql',
    'zod',
    'consola',
    'citty',
    'ws',
  ])
    write(`node_modules/${name}/index.js`, code());
}

const READ_ONLY: readonly (readonly string[])[] = [
  ['--version'],
  ['--help'],
  ['explain', 'drop-column'],
  ['cert', 'verify', '--trust', 'trust.json'],
  ['cert', 'show'],
  ['cert', 'badge', '--trust', 'trust.json'],
  ['cert', 'export', '--dsse'],
  ['cert', 'merge', '--in', 'SHIPME.md', '--in', 'SHIPME.md', '--out', 'both.md'],
  ['trust', 'show', '--trust', 'trust.json'],
  ['keys', 'show', 'holmes.pem'],
  ['status', '--dsn', 'pglite:database'],
  ['status', '--dsn', 'postgres://localhost:1/x'],
  [...deployArgs('pglite:database'), '--dry-run'],
  [...deployArgs('pglite:database')],
];
const WITH_CONFIGURATION: readonly (readonly string[])[] = [
  ['transform', '--target', 'postgres', '--out', 'generated'],
  ['plan', '--from', 'empty'],
  ['check', 'migrations'],
  ['rehearse', '--from', 'empty'],
  ['drift', '--dsn', 'pglite:database', '--schema', 'schema.graphql'],
  ['certify', '--env', 'dev', '--schema', 'schema.graphql', '--dsn', 'pglite:database', '--out', 'SHIPME.md'],
];
const shown = (commands: readonly (readonly string[])[]): [string, readonly string[]][] =>
  commands.map((args) => [args.join(' '), args]);

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
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
      cwd: place.folder,
    });
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

const PAGE = readFileSync(join(ROOT, '.github/SECURITY.md'), 'utf8');

const TRACKED = ['schema.graphql', 'migrations/1.sql'];

/** What the page says that a command opens and starts: globs by the command's name. */
const PROMISED = new Map(
  [...PAGE.matchAll(/^\| (`.+?`) \|(.*)\|(.*)\|$/gm)].flatMap(([, names = '', opens = '', starts = '']) =>
    codes(names).map(
      (name) =>
        [
          name,
          {
            opens: [...codes(opens), ...(opens.includes('each file of the commit') ? TRACKED : [])],
            starts: codes(starts),
          },
        ] as const,
    ),
  ),
);
function codes(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

// The restart looks for the executable's own name; the configuration of the resolver is the system's.
const OWN =
  /^\/\$bunfs\/|^\/etc\/(?:host\.conf|hosts|nsswitch\.conf|resolv\.conf|gai\.conf|passwd|group|services)$/;
const isDraft = (path: string): boolean => /\/\.[^/]+\.[0-9a-f]{12}\.tmp$/.test(path);

const SIGNING: readonly (readonly string[])[] = [
  ['cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem', '--in', 'SHIPME.md'],
  ['cert', 'verify', '--trust', 'trust.json', '--in', 'SHIPME.md'],
];

test.if(canTrace).each(shown([...READ_ONLY, ...WITH_CONFIGURATION, ...SIGNING]))(
  'opens nothing but what the page says: %s',
  (_, args) => {
    reset(args);
    plant(place.at);
    if (args[1] === 'sign') place.write('SHIPME.md', unsigned);
    const name = [args.slice(0, 2).join(' '), args[0] ?? ''].find((words) => PROMISED.has(words)) ?? '';
    const promised = PROMISED.get(name);
    if (promised === undefined) throw new Error(`the page says nothing of ${args[0]}`);
    const { exit, opened, started } = traced(place, ...args);
    expect(exit).not.toBe(70);
    // A folder is listed where files below it are read.
    const globs = [...promised.opens, ...promised.opens.map((glob) => glob.replace(/\/\*\*$/, ''))].map(
      (glob) => new Glob(isAbsolute(glob) ? glob : join(place.folder, glob)),
    );
    const strange = opened.filter(
      (path) => !OWN.test(path) && !isDraft(path) && !globs.some((glob) => glob.match(path)),
    );
    expect(strange.map((path) => relative(place.folder, path))).toEqual([]);
    expect(
      started.filter((path) => !promised.starts.some((program) => path.endsWith(`/${program}`))),
    ).toEqual([]);
  },
);

test.if(canTrace)('the trace sees what is opened and what is started', () => {
  reset();
  const { opened, started } = traced(place, ...deployArgs('pglite:database'));
  expect(opened).toContain(place.at('SHIPME.md'));
  expect(opened).toContain(place.at('trust.json'));
  expect(started.some((path) => path.endsWith('/git'))).toBe(true);
});

test('every point of the page names a test that is there, or says that it is an assumption', () => {
  const points = PAGE.slice(0, PAGE.indexOf('## What each command opens'))
    .split(/\n(?=- )|\n\n/)
    .filter((text) => text.startsWith('- '));
  expect(points.length).toBeGreaterThan(15);
  for (const point of points) {
    const tests = [...point.matchAll(/\[test\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect({ point, isHeld: tests.length > 0 || point.trimEnd().endsWith('*Assumption.*') }).toEqual({
      point,
      isHeld: true,
    });
    for (const path of tests)
      expect({ path, isThere: existsSync(join(ROOT, '.github', path)) }).toEqual({ path, isThere: true });
  }
});

test('every variable that the program asks for by name stands on the page', async () => {
  const asked = new Set<string>();
  for await (const file of new Glob('src/**/*.ts').scan(ROOT)) {
    if (/\.test\.ts$|(^|\/)testing[^/]*\.ts$/.test(file)) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/\benv(?:\[['"]|\.)([A-Z][A-Z0-9_]+)/g)) asked.add(name);
  }
  expect(asked.size).toBeGreaterThan(5);
  expect([...asked].filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
});
