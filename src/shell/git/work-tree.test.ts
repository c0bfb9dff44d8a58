import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readGit } from './facts.ts';
import {
  at,
  base,
  closeRepository,
  commit,
  dirt,
  git,
  openRepository,
  read,
  root,
} from './testing-repository.ts';

beforeEach(() => {
  openRepository('select 1;\nselect 2;\n');
  commit();
});
afterEach(closeRepository);

test('a sparse checkout is no dirt, and a file that it should hold is', async () => {
  mkdirSync(at('docs'));
  writeFileSync(at('docs/a.md'), 'a');
  commit();
  git('sparse-checkout', 'set', 'db');
  expect(existsSync(at('docs/a.md'))).toBe(false);
  expect(await dirt(read('db/plan.sql'))).toBeNull();
  mkdirSync(at('docs'));
  writeFileSync(at('docs/a.md'), 'b');
  expect(await dirt()).toBe('docs/a.md differs from the commit');
  rmSync(at('docs'), { recursive: true });
  rmSync(at('db/plan.sql'));
  expect(await dirt()).toBe('db/plan.sql is in the commit and not here');
});

test('skip-worktree alone hides no missing file', async () => {
  git('update-index', '--skip-worktree', 'db/plan.sql');
  rmSync(at('db/plan.sql'));
  expect(await dirt()).toBe('db/plan.sql is in the commit and not here');
});

test('a tree whose object holds something else is a failure, at any depth', async () => {
  const fileOf = (id: string): string => at(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
  const honest = git('rev-parse', 'HEAD:db').trim();
  appendFileSync(at('db/plan.sql'), 'drop table invoice;');
  commit();
  const evil = git('rev-parse', 'HEAD:db').trim();
  git('reset', '-q', '--soft', 'HEAD~');
  chmodSync(fileOf(honest), 0o644);
  writeFileSync(fileOf(honest), readFileSync(fileOf(evil)));
  await expect(readGit(root)).rejects.toMatchObject({ code: 'git-failed' });
});

test.each([
  ['the working folder', () => '.'],
  ['the working folder by no name', () => ''],
  ['a folder of the work tree', () => at('node_modules/.bin')],
  ['the work tree', () => root],
])('no git is run out of %s, whatever PATH says', async (_, folder) => {
  const trap = join(base, `trap-${root.slice(-6)}`);
  const script = `#!/bin/sh\ntouch '${trap}'\nexit 1\n`;
  mkdirSync(at('node_modules/.bin'), { recursive: true });
  for (const place of ['git', 'node_modules/.bin/git']) writeFileSync(at(place), script, { mode: 0o755 });
  const { PATH } = process.env;
  const cwd = process.cwd();
  process.env['PATH'] = `${folder()}:${PATH}`;
  process.chdir(root);
  try {
    expect((await readGit(root)).dirty).toBe(false);
  } finally {
    process.env['PATH'] = PATH;
    process.chdir(cwd);
  }
  expect(existsSync(trap)).toBe(false);
});
