import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAtRevision, stagedFiles } from './show.ts';

const base = mkdtempSync(join(tmpdir(), 'wesley-git-'));
const repository = join(base, 'work');
const git = (...args: readonly string[]): void => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: base, GIT_CONFIG_NOSYSTEM: '1' };
  const { success, stderr } = Bun.spawnSync(['git', ...args], { cwd: repository, env });
  if (!success) throw new Error(stderr.toString());
};

beforeAll(() => {
  mkdirSync(join(repository, 'db'), { recursive: true });
  git('init', '-q');
  git('config', 'user.email', 'test@example.com');
  git('config', 'user.name', 'test');
  writeFileSync(join(repository, 'db/a.graphql'), 'old');
  git('add', '.');
  git('commit', '-qm', 'first');
});
afterAll(() => rmSync(base, { recursive: true }));

test('gives a file as it stands in a revision, whatever lies in the work tree', () => {
  writeFileSync(join(repository, 'db/a.graphql'), 'new');
  expect(fileAtRevision(join(repository, 'db'), 'HEAD', join(repository, 'db/a.graphql'))).toBe('old');
});

test('gives a file of another folder, and of a work tree that a link leads to', () => {
  const link = join(base, 'link');
  symlinkSync(repository, link);
  mkdirSync(join(repository, 'app'));
  expect(fileAtRevision(join(repository, 'app'), 'HEAD', join(repository, 'db/a.graphql'))).toBe('old');
  expect(fileAtRevision(link, 'HEAD', join(link, 'db/a.graphql'))).toBe('old');
});

const stagedTexts = (cwd: string): unknown =>
  stagedFiles(cwd, '.sql').map((file) => [
    file.path,
    file.kind === 'file' ? new TextDecoder().decode(file.bytes) : file.kind,
  ]);

test('gives what is staged of a file, and not what is on disk', () => {
  writeFileSync(join(repository, 'db/ü.sql'), 'select 1;');
  git('add', 'db/ü.sql');
  writeFileSync(join(repository, 'db/ü.sql'), 'select 2;');
  writeFileSync(join(repository, 'db/unstaged.sql'), 'select 3;');
  expect(stagedTexts(repository)).toEqual([['db/ü.sql', 'select 1;']]);
  // Paths are those that are read and reported there: relative to the folder, whatever the root.
  mkdirSync(join(repository, 'other'), { recursive: true });
  expect(stagedFiles(join(repository, 'db'), '.sql').map(({ path }) => path)).toEqual(['ü.sql']);
  expect(stagedFiles(join(repository, 'other'), '.sql').map(({ path }) => path)).toEqual(['../db/ü.sql']);
});

test('tells links and submodules from files, and gives each file its bytes', () => {
  const work = join(base, 'kinds');
  mkdirSync(join(work, 'sub.sql'), { recursive: true });
  const here = (...args: readonly string[]) => git('-C', work, ...args);
  here('init', '-q');
  writeFileSync(join(work, '1.sql'), 'select 1;\n\nx blob 3\n');
  writeFileSync(join(work, '2.sql'), '');
  writeFileSync(join(work, '3.sql'), 'select 1;\n\nx blob 3\n');
  symlinkSync('1.sql', join(work, 'link.sql'));
  here('init', '-q', 'sub.sql');
  const identity = ['-c', 'user.email=a@example.com', '-c', 'user.name=a'];
  git('-C', join(work, 'sub.sql'), ...identity, 'commit', '-q', '--allow-empty', '-m', 'x');
  here('-c', 'advice.addEmbeddedRepo=false', 'add', '-A');
  expect(stagedTexts(work)).toEqual([
    ['1.sql', 'select 1;\n\nx blob 3\n'],
    ['2.sql', ''],
    ['3.sql', 'select 1;\n\nx blob 3\n'],
    ['link.sql', 'link'],
    ['sub.sql', 'submodule'],
  ]);
});

test('a name that was renamed is staged with what it holds now', () => {
  const work = join(base, 'renamed');
  mkdirSync(work);
  const here = (...args: readonly string[]) => git('-C', work, ...args);
  here('init', '-q');
  writeFileSync(join(work, 'a.sql'), 'select 1;');
  here('add', '-A');
  here('-c', 'user.email=a@example.com', '-c', 'user.name=a', 'commit', '-qm', 'x');
  here('mv', 'a.sql', 'b.sql');
  expect(stagedTexts(work)).toEqual([['b.sql', 'select 1;']]);
});

test('reads thousands of staged files with a few processes', () => {
  const work = join(base, 'many');
  mkdirSync(work);
  git('-C', work, 'init', '-q');
  for (let i = 0; i < 3000; i++) writeFileSync(join(work, `${i}.sql`), `select ${i}; ${' '.repeat(i)}`);
  git('-C', work, 'add', '-A');
  const begun = performance.now();
  expect(stagedFiles(work, '.sql')).toHaveLength(3000);
  // A process for each takes twice as long.
  expect(performance.now() - begun).toBeLessThan(4000);
});

const codeOf = (cwd: string, revision: string, path: string): unknown => {
  try {
    return fileAtRevision(cwd, revision, join(cwd, path));
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

test.each([
  ['an unknown revision', 'nosuch', 'db/a.graphql', 'git-failed'],
  ['a file that was not there', 'HEAD', 'db/b.graphql', 'git-without-file'],
  ['a revision that is an option', '--output=x', 'db/a.graphql', 'git-failed'],
])('refuses %s', (_, revision, path, code) => {
  expect(codeOf(repository, revision, path)).toBe(code);
});

test('tells what is not there from what can’t be read', () => {
  const other = mkdtempSync(join(base, 'other-'));
  expect(codeOf(other, 'HEAD', 'a.graphql')).toBe('git-without-file');
  Bun.spawnSync(['git', 'init', '-q'], { cwd: other });
  expect(codeOf(other, 'HEAD', 'a.graphql')).toBe('git-without-file');
  writeFileSync(join(other, '.git/refs/heads/lost'), `${'1'.repeat(40)}\n`);
  writeFileSync(join(other, '.git/HEAD'), 'ref: refs/heads/lost\n');
  expect(codeOf(other, 'HEAD', 'a.graphql')).toBe('git-failed');
  writeFileSync(join(other, '.git/HEAD'), 'damaged\n');
  expect(codeOf(other, 'HEAD', 'a.graphql')).toBe('git-failed');
});

test('says outside of a work tree that there is none', () => {
  expect(() => stagedFiles(base, '.sql')).toThrow('not a git repository');
});
