import { afterAll, beforeEach, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const place = mkdtempSync(join(tmpdir(), 'wesley-hook-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

// Of git's own settings on this machine nothing may matter.
const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: place,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

let root = '';
let count = 0;
beforeEach(() => {
  count++;
  root = join(place, `repository ${count}`);
  mkdirSync(root);
  git('init', '--quiet');
});

function run(argv: readonly string[], cwd = root, env: Readonly<Record<string, string>> = ENV) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...argv], { cwd, env, timeout: 30_000 });
  return { exit: exitCode, out: stdout.toString(), err: stderr.toString() };
}

function git(...args: string[]) {
  const ran = run(['git', ...args]);
  if (ran.exit !== 0) throw new Error(`git ${args.join(' ')}: ${ran.err}`);
  return ran;
}

const main = join(import.meta.dir, '..', '..', '..', 'main.ts');
const install = (cwd = root, ...args: string[]) =>
  run([process.execPath, main, 'init', '--hook', ...args], cwd);
const write = (path: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
};
const hookAt = (path = '.git/hooks/pre-commit') => readFileSync(join(root, path), 'utf8');

/** A `wesley` on the PATH of git that is this source. */
function withWesley(): Readonly<Record<string, string>> {
  const bin = join(place, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'wesley'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(join(bin, 'wesley'), 0o755);
  return { ...ENV, PATH: `${bin}:${ENV.PATH}` };
}

test('a commit of SQL that blocks is refused, one that does not goes through', () => {
  const { exit, out, err } = install();
  expect({ exit, out }).toEqual({ exit: 0, out: `wrote  ${root}/.git/hooks/pre-commit\n` });
  expect(err).toContain('To uninstall it: rm ');
  expect(statSync(join(root, '.git/hooks/pre-commit')).mode & 0o111).toBe(0o111 & ~process.umask());
  const env = withWesley();
  write('1.sql', 'truncate t;');
  git('add', '1.sql');
  const refused = run(['git', 'commit', '-m', 'x'], root, env);
  expect(refused.exit).toBe(1);
  expect(refused.out + refused.err).toContain('1.sql:1:1: error[truncate]');
  write('1.sql', 'select 1;');
  git('add', '1.sql');
  expect(run(['git', 'commit', '-m', 'x'], root, env).exit).toBe(0);
});

test('without the program the commit stops, and says what to do', () => {
  install();
  write('1.sql', 'select 1;');
  git('add', '1.sql');
  const { exit, err } = run(['git', 'commit', '-m', 'x']);
  expect(exit).toBe(1);
  expect(err).toContain('pre-commit: there is no wesley on the PATH');
  expect(
    run(['git', 'commit', '-m', 'x'], root, {
      ...ENV,
      WESLEY: join(withWesley()['PATH']?.split(':')[0] ?? '', 'wesley'),
    }).exit,
  ).toBe(0);
});

test('our own hook is brought up to date, and left alone when it is', () => {
  write('.git/hooks/pre-commit', '#!/bin/sh\n# wesley-hook: an older one\n', 0o755);
  expect(install().out).toStartWith('wrote ');
  expect(hookAt()).toContain('exec "$wesley" check');
  expect(install().out).toStartWith('kept ');
});

test('--dry-run says where, and writes nothing', () => {
  const { exit, out } = install(root, '--dry-run');
  expect({ exit, out }).toEqual({ exit: 0, out: `would write  ${root}/.git/hooks/pre-commit\n` });
  expect(existsSync(join(root, '.git/hooks/pre-commit'))).toBe(false);
});

test('--dry-run of the first files writes none of them either', () => {
  const ran = run([process.execPath, main, 'init', '--dry-run']);
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('would write  schema.graphql\n') });
  expect(readdirSync(root)).toEqual(['.git']);
});

test('a hook of somebody else is never written over', () => {
  write('.git/hooks/pre-commit', '#!/bin/sh\nmake lint\n', 0o755);
  const { exit, err } = install();
  expect(exit).toBe(2);
  expect(err).toContain('error[HOOK_TAKEN]: Nothing was written');
  expect(err).toContain('wesley check --quiet || exit 1');
  expect(hookAt()).toBe('#!/bin/sh\nmake lint\n');
  write('.git/hooks/pre-commit', '#!/bin/sh\nmake lint\nwesley check --quiet || exit 1\n', 0o755);
  expect(install()).toMatchObject({ exit: 0, out: `kept   ${root}/.git/hooks/pre-commit\n` });
});

test.each([
  ['.husky/pre-commit', 'npm test\n', 'wesley check --quiet || exit 1'],
  ['lefthook.yml', 'pre-push: {}\n', 'run: wesley check --quiet'],
  ['.pre-commit-config.yaml', 'repos: []\n', 'entry: wesley check --quiet'],
])('where %s manages hooks, it says what to add', (path, text, added) => {
  write(path, text);
  const { exit, err } = install();
  expect(exit).toBe(2);
  expect(err).toContain(`${root}/${path}`);
  expect(err).toContain(added);
  expect(existsSync(join(root, '.git/hooks/pre-commit'))).toBe(false);
  write(path, `${text}wesley check --quiet || exit 1\n`);
  expect(install().exit).toBe(0);
});

test('core.hooksPath is where it goes, counted from the root, unless other repositories share it', () => {
  git('config', 'core.hooksPath', '.githooks');
  mkdirSync(join(root, 'deep/er'), { recursive: true });
  expect(install(join(root, 'deep/er')).out).toBe(`wrote  ${root}/.githooks/pre-commit\n`);
  git('config', 'core.hooksPath', join(place, 'shared hooks'));
  const { exit, err } = install();
  expect(exit).toBe(2);
  expect(err).toContain('other repositories');
  expect(existsSync(join(place, 'shared hooks'))).toBe(false);
});

test('a linked work tree and a submodule have their hooks where git keeps them', () => {
  git('commit', '--allow-empty', '--quiet', '-m', 'first');
  git('worktree', 'add', '--quiet', join(place, `tree-${count}`));
  expect(install(join(place, `tree-${count}`)).out).toBe(`wrote  ${root}/.git/hooks/pre-commit\n`);
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', root, 'inner');
  expect(install(join(root, 'inner')).out).toBe(`wrote  ${root}/.git/modules/inner/hooks/pre-commit\n`);
});

test('outside a repository it fails with 3', () => {
  const outside = join(place, `outside ${count}`);
  mkdirSync(outside);
  const { exit, err } = install(outside);
  expect(exit).toBe(3);
  expect(err).toContain('error[git-failed]');
  expect(err).toContain('in the work tree of a git repository');
});
