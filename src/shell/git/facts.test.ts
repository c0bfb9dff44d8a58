import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitFacts } from '../../world/git.ts';
import { readGit as readGitWith } from './facts.ts';
import { workTreeOf } from './root.ts';
import {
  at,
  base,
  closeRepository,
  commit,
  git,
  moveTo,
  openRepository,
  root,
} from './testing-repository.ts';

/** Inputs by name, as they are read now; what is not there was looked for in vain. */
const readGit = (cwd: string, inputs: readonly string[] = []): Promise<GitFacts> =>
  readGitWith(
    cwd,
    inputs.map((path) => ({ path, bytes: readOrNull(resolve(cwd, path)) })),
  );
const readOrNull = (path: string): Uint8Array | null => (existsSync(path) ? readFileSync(path) : null);

beforeEach(() => {
  openRepository('select 1;\n');
  symlinkSync('schema.graphql', at('link.graphql'));
  commit('Invoices\n\nwith a body');
});
afterEach(closeRepository);

test('reads what git says', async () => {
  git('tag', 'v1');
  git('remote', 'add', 'origin', 'https://bot:s3cret@git.example/acme/billing.git');
  expect(await readGit(root, ['schema.graphql'])).toEqual({
    repository: 'git.example/acme/billing',
    commit: git('rev-parse', 'HEAD').trim(),
    tree: git('rev-parse', 'HEAD^{tree}').trim(),
    branch: 'main',
    tag: 'v1',
    dirty: false,
    dirt: null,
    author: 'Ada <ada@acme.example>',
    message: 'Invoices',
  });
});

test('reads the same from a folder inside, and names a repository without an origin by its first commit', async () => {
  const facts = await readGit(at('db'), ['plan.sql', '../schema.graphql']);
  expect(facts).toMatchObject({
    dirty: false,
    tag: null,
    repository: `commit:${git('rev-parse', 'HEAD').trim()}`,
  });
});

test('knows nothing outside a work tree, and before the first commit', async () => {
  const outside = mkdtempSync(join(base, 'plain-'));
  expect(await readGit(outside)).toMatchObject({ repository: null, commit: null, dirty: null });
  expect(workTreeOf(outside)).toBeNull();
  execFileSync('git', ['init', '-q', outside]);
  expect(await readGit(outside)).toMatchObject({ repository: null, commit: null, dirty: null });
});

test('reads a linked work tree, a detached head and SHA-256 objects', async () => {
  const linked = join(base, 'linked');
  git('worktree', 'add', '-q', '--detach', linked);
  expect(await readGit(linked)).toMatchObject({
    branch: null,
    dirty: false,
    commit: git('rev-parse', 'HEAD').trim(),
  });
  appendFileSync(join(linked, 'db/plan.sql'), '--');
  expect((await readGit(linked)).dirty).toBe(true);
  moveTo(mkdtempSync(join(base, 'sha256-')));
  git('init', '-q', '--object-format=sha256');
  writeFileSync(at('a.sql'), 'select 1;');
  git('add', '-A');
  git('commit', '-qm', 'One');
  expect(await readGit(root, ['a.sql'])).toMatchObject({
    dirty: false,
    commit: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a submodule is clean where it is not checked out, and dirty on another commit', async () => {
  const pinned = git('rev-parse', 'HEAD').trim();
  git('update-index', '--add', '--cacheinfo', `160000,${pinned},vendor`);
  git('commit', '-qm', 'Vendor');
  expect((await readGit(root)).dirty).toBe(false);
  execFileSync('git', ['clone', '-q', root, at('vendor')]);
  expect((await readGit(root)).dirty).toBe(true);
  execFileSync('git', ['-C', at('vendor'), 'checkout', '-q', pinned]);
  expect((await readGit(root)).dirty).toBe(false);
});

test('a shallow clone without an origin has no name', async () => {
  appendFileSync(at('db/plan.sql'), '--');
  git('commit', '-qam', 'Two');
  const clone = join(base, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth=1', `file://${root}`, clone]);
  execFileSync('git', ['-C', clone, 'remote', 'remove', 'origin']);
  expect(await readGit(clone)).toMatchObject({ repository: null, dirty: false });
});

test('untracked files are no dirt, unless the result is made from them', async () => {
  writeFileSync(at('notes.txt'), 'n');
  writeFileSync(at('SHIPME.md'), 'n');
  expect((await readGit(root, ['schema.graphql'])).dirty).toBe(false);
  expect((await readGit(root, ['notes.txt'])).dirty).toBe(true);
  writeFileSync(join(root, '../elsewhere.graphql'), 'e');
  expect(await readGit(root, ['../elsewhere.graphql'])).toMatchObject({
    dirty: true,
    dirt: expect.stringMatching(/elsewhere\.graphql is not in the work tree$/),
  });
});

test('a certificate that is tracked may be replaced, a policy may not', async () => {
  mkdirSync(at('.wesley'));
  writeFileSync(at('SHIPME.md'), 'old');
  writeFileSync(at('.wesley/policy.json'), '{}');
  git('add', '-f', '-A');
  git('commit', '-qm', 'Certificate');
  writeFileSync(at('SHIPME.md'), 'new');
  expect((await readGit(root)).dirty).toBe(false);
  writeFileSync(at('.wesley/policy.json'), '{"a":1}');
  expect((await readGit(root)).dirty).toBe(true);
});

describe('dirt that git status may not show', () => {
  test.each<[string, () => void]>([
    ['a changed file', () => appendFileSync(at('db/plan.sql'), 'drop table invoice;')],
    ['a changed file of the same length', () => writeFileSync(at('db/plan.sql'), 'select 2;\n')],
    ['a removed file', () => rmSync(at('db/plan.sql'))],
    ['a removed file that stays in the index', () => renameSync(at('db/plan.sql'), at('db/other.sql'))],
    ['an executable bit', () => chmodSync(at('db/plan.sql'), 0o755)],
    [
      'a link to another file',
      () => {
        rmSync(at('link.graphql'));
        symlinkSync('db/plan.sql', at('link.graphql'));
      },
    ],
    [
      'a file that became a link to its own copy',
      () => {
        renameSync(at('db/plan.sql'), at('copy.sql'));
        symlinkSync('../copy.sql', at('db/plan.sql'));
      },
    ],
    [
      'a folder that became a link to its own copy',
      () => {
        renameSync(at('db'), at('copy'));
        symlinkSync('copy', at('db'));
      },
    ],
    [
      'assume-unchanged',
      () => {
        git('update-index', '--assume-unchanged', 'db/plan.sql');
        appendFileSync(at('db/plan.sql'), '--');
      },
    ],
    [
      'skip-worktree',
      () => {
        git('update-index', '--skip-worktree', 'db/plan.sql');
        appendFileSync(at('db/plan.sql'), '--');
      },
    ],
    [
      'line ends that an attribute converts',
      () => {
        mkdirSync(at('.git/info'), { recursive: true });
        writeFileSync(at('.git/info/attributes'), '* text eol=crlf\n');
        writeFileSync(at('db/plan.sql'), 'select 1;\r\n');
      },
    ],
    [
      'a staged change',
      () => {
        appendFileSync(at('db/plan.sql'), '--');
        git('add', 'db/plan.sql');
      },
    ],
  ])('%s', async (_, change) => {
    change();
    expect((await readGit(root)).dirty).toBe(true);
  });

  test('an input that an exclude file hides', async () => {
    writeFileSync(at('.git/info/exclude'), 'evil.graphql\n');
    writeFileSync(at('evil.graphql'), 'type Evil { id: ID! }\n');
    expect((await readGit(root, ['evil.graphql'])).dirty).toBe(true);
  });
});

describe('a hostile repository', () => {
  test('replaced objects are not believed', async () => {
    const honest = await readGit(root);
    const blob = git('hash-object', '-w', '--', at('schema.graphql')).trim();
    git('replace', git('rev-parse', 'HEAD:db/plan.sql').trim(), blob);
    const other = git('commit-tree', '-m', 'Evil', git('rev-parse', 'HEAD^{tree}').trim()).trim();
    git('replace', git('rev-parse', 'HEAD').trim(), other);
    expect(await readGit(root)).toEqual(honest);
  });

  test('no program that the config or a hook names is run', async () => {
    const trap = at('.git/trap');
    const script = at('.git/evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 });
    appendFileSync(
      at('.git/config'),
      `[core]\n fsmonitor = ${script}\n pager = ${script}\n sshCommand = ${script}\n editor = ${script}\n` +
        `[log]\n showSignature = true\n[gpg]\n program = ${script}\n` +
        `[filter "evil"]\n clean = ${script}\n smudge = ${script}\n process = ${script}\n[diff]\n external = ${script}\n` +
        `[alias]\n cat-file = !${script}\n`,
    );
    writeFileSync(at('.git/info/attributes'), '* filter=evil diff=evil\n');
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
      writeFileSync(at(`.git/hooks/${hook}`), readFileSync(script), { mode: 0o755 });
    expect((await readGit(root)).dirty).toBe(false);
    expect(existsSync(trap)).toBe(false);
  });

  test('another work tree in its config is not looked at', async () => {
    const other = mkdtempSync(join(base, 'other-'));
    git('config', 'core.worktree', other);
    appendFileSync(at('db/plan.sql'), '--');
    expect((await readGit(root)).dirty).toBe(true);
  });

  test('variables of the environment do not redirect it', async () => {
    const honest = await readGit(root);
    const before = root;
    moveTo(mkdtempSync(join(base, 'elsewhere-')));
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'Elsewhere');
    process.env['GIT_DIR'] = at('.git');
    process.env['GIT_WORK_TREE'] = root;
    try {
      expect(await readGit(before)).toEqual(honest);
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['GIT_WORK_TREE'];
    }
  });

  test('a commit whose object holds something else is a failure', async () => {
    const fileOf = (id: string): string => at(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
    const honest = git('rev-parse', 'HEAD').trim();
    const evil = git('commit-tree', '-m', 'Evil', git('rev-parse', 'HEAD^{tree}').trim()).trim();
    chmodSync(fileOf(honest), 0o644);
    writeFileSync(fileOf(honest), readFileSync(fileOf(evil)));
    await expect(readGit(root)).rejects.toMatchObject({ code: 'git-failed' });
  });

  test('a head that names no commit is a failure where there are others', async () => {
    git('symbolic-ref', 'HEAD', 'refs/heads/nowhere');
    await expect(readGit(root)).rejects.toMatchObject({ code: 'git-failed' });
    writeFileSync(at('.git/HEAD'), `${'0'.repeat(39)}1\n`);
    await expect(readGit(root)).rejects.toMatchObject({ code: 'git-failed' });
  });

  test('a damaged .git is a failure, not an empty answer', async () => {
    rmSync(at('.git/HEAD'));
    await expect(readGit(root)).rejects.toMatchObject({ code: 'git-failed' });
  });
});
