import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Work } from '../../shell/restart.ts';
import check from '../check/check.ts';
import { GLOBAL_FLAGS } from './input.ts';
import { workOf } from './work.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-work-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(at('migrations'));
for (const [name, bytes] of [
  ['empty.sql', 0],
  ['half.sql', 4096],
  ['rest.sql', 4096],
  ['one.sql', 1],
  ['more.sql', 65_536],
  ['small.graphql', 65_536],
  ['large.graphql', 65_537],
] as const)
  writeFileSync(at(name), '-'.repeat(bytes));
symlinkSync('half.sql', at('linked.sql'));
symlinkSync('nothing', at('broken.sql'));

test.each<[name: string, args: readonly string[], Work | null]>([
  ['check', ['half.sql'], 'little-sql'],
  ['check', ['empty.sql'], 'little-sql'],
  ['check', ['half.sql', 'rest.sql'], 'little-sql'],
  ['check', ['linked.sql', 'rest.sql', '--json', '--pg', '16'], 'little-sql'],
  ['check', ['half.sql', 'rest.sql', 'one.sql'], null],
  ['check', ['half.sql', '--base', 'rest.sql'], 'little-sql'],
  ['check', ['half.sql', '--base=more.sql'], 'many-files'],
  ['check', ['more.sql'], null],
  ['check', ['more.sql', 'one.sql'], 'many-files'],
  ['check', ['migrations'], 'many-files'],
  ['check', ['half.sql', '--base', 'migrations'], 'many-files'],
  ['check', ['--out', 'migrations', 'half.sql', '--stats', 'more.sql'], 'little-sql'],
  ['check', ['--stats=more.sql', 'half.sql'], 'little-sql'],
  ['check', ['--quiet', 'migrations'], 'many-files'],
  // Sizes that nobody knows yet.
  ['check', [], null],
  ['check', ['-'], null],
  ['check', ['half.sql', '-'], null],
  ['check', ['broken.sql'], null],
  ['check', ['nosuch.sql'], null],
  ['check', ['a\0b'], null],
  ['check', ['half.sql/below'], null],
  ['check', ['/dev/null'], null],
  ['check', ['half.sql', '--base', '/dev/null'], null],
  // What goes on is worth a compiler.
  ['check', ['half.sql', '--watch'], null],
  ['check', ['half.sql', '--fix'], null],
  ['transform', ['--schema', 'small.graphql'], 'small-schema'],
  ['transform', ['--schema', 'large.graphql', '--out', 'o'], 'large-schema'],
  ['plan', ['--schema', 'small.graphql', '--from', 'small.graphql'], 'large-schema'],
  ['plan', [], 'small-schema'],
  ['rehearse', ['--schema', 'large.graphql'], 'pglite'],
  ['certify', ['--schema', 'small.graphql'], 'small-schema'],
  ['deploy', [], 'pglite'],
  ['explain', ['half.sql'], null],
  ['toString', [], null],
])('%s %j is %s', (name, args, expected) => {
  expect(workOf(name, [...args, '--cwd', folder])).toBe(expected);
  expect(workOf(name, [`--cwd=${folder}`, ...args])).toBe(expected);
});

test('a path behind a flag is known for one exactly where the flag takes no value', () => {
  const flags = Object.entries({ ...GLOBAL_FLAGS, ...check.flags });
  expect(flags.length).toBeGreaterThan(15);
  for (const [name, { type }] of flags.filter(([name]) => !['cwd', 'watch', 'fix'].includes(name))) {
    const expected = type === 'boolean' || name === 'base' ? 'little-sql' : null;
    expect([name, workOf('check', [`--${name}`, at('half.sql')])]).toEqual([name, expected]);
  }
});
