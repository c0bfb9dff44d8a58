import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAtRevision, stagedFiles } from './git-show.ts';

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

test('gives what is staged of a file, and not what is on disk', () => {
  writeFileSync(join(repository, 'db/ü.sql'), 'select 1;');
  git('add', 'db/ü.sql');
  writeFileSync(join(repository, 'db/ü.sql'), 'select 2;');
  writeFileSync(join(repository, 'db/unstaged.sql'), 'select 3;');
  const staged = stagedFiles(repository, '.sql').map(({ path, bytes }) => [
    path,
    new TextDecoder().decode(bytes),
  ]);
  expect(staged).toEqual([['db/ü.sql', 'select 1;']]);
});

test.each([
  ['an unknown revision', 'nosuch', 'db/a.graphql'],
  ['a file that was not there', 'HEAD', 'db/b.graphql'],
  ['a revision that is an option', '--output=x', 'db/a.graphql'],
])('refuses %s', (_, revision, path) => {
  expect(() => fileAtRevision(repository, revision, join(repository, path))).toThrow();
});

test('says outside of a work tree that there is none', () => {
  expect(() => stagedFiles(base, '.sql')).toThrow('not a git repository');
});
