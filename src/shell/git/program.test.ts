import { afterAll, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hooksPlace } from './hooks.ts';
import { isInside, programPath } from './program.ts';
import { fileAtRevision, stagedFiles } from './show.ts';

test.each([
  ['/usr/bin:/bin', '/tree', '/usr/bin:/bin'],
  ['.:/usr/bin', null, '/usr/bin'],
  [':/usr/bin:', null, '/usr/bin'],
  ['bin:/usr/bin:./bin:../bin', null, '/usr/bin'],
  ['/tree/node_modules/.bin:/usr/bin:/tree', '/tree', '/usr/bin'],
  ['/tree2:/usr/bin', '/tree', '/tree2:/usr/bin'],
  [undefined, null, '/usr/local/bin:/usr/bin:/bin'],
])('of PATH %p in the work tree %p is used %p', (path, workTree, used) => {
  expect(programPath(path, workTree)).toBe(used);
});

const root = realpathSync(mkdtempSync(join(tmpdir(), 'wesley-program-')));
afterAll(() => rmSync(root, { recursive: true }));

test('a folder of the work tree is told behind a link, too', () => {
  const links = mkdtempSync(join(tmpdir(), 'wesley-links-'));
  try {
    mkdirSync(join(root, 'bin'));
    symlinkSync(root, join(links, 'repo'));
    symlinkSync(join(root, 'bin'), join(links, 'bin'));
    const path = [join(links, 'repo/bin'), join(links, 'bin'), links].join(':');
    expect(programPath(path, root)).toBe(links);
    expect(isInside(join(links, 'repo'), root)).toBe(true);
    expect(isInside(links, root)).toBe(false);
  } finally {
    rmSync(links, { recursive: true });
  }
});

test('what is staged, what a revision holds and where hooks are is asked of no git in the work tree', () => {
  const { PATH } = process.env;
  Bun.spawnSync(['git', 'init', '-q'], { cwd: root });
  writeFileSync(join(root, 'git'), `#!/bin/sh\ntouch ${root}/trap\n`, { mode: 0o755 });
  process.env['PATH'] = `${root}:${PATH}`;
  try {
    expect(stagedFiles(root, '.sql')).toEqual([]);
    expect(hooksPlace(root).root).toBe(root);
    expect(() => fileAtRevision(root, 'HEAD', join(root, 'a.sql'))).toThrow();
  } finally {
    process.env['PATH'] = PATH;
  }
  expect(existsSync(join(root, 'trap'))).toBe(false);
});
