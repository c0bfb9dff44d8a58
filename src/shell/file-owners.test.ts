import { afterAll, beforeEach, expect, test } from 'bun:test';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldersTo, whoMayChange } from './file-owners.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'wesley-owners-')));
afterAll(() => rmSync(base, { recursive: true }));

let folder = '';
const at = (path: string): string => join(folder, path);
beforeEach(() => {
  folder = mkdtempSync(join(base, 'case-'));
  mkdirSync(at('keys'));
  writeFileSync(at('keys/trust.json'), '{}', { mode: 0o644 });
});

const isRoot = process.geteuid?.() === 0;
// Nobody's account, and nobody's group.
const STRANGER = 54321;

test('nobody may change a file of ours in folders of ours', () => {
  expect(whoMayChange(at('keys/trust.json'))).toBeNull();
  chmodSync(at('keys/trust.json'), 0o600);
  expect(whoMayChange(at('keys/trust.json'))).toBeNull();
});

test('links lead to what is asked about, and each folder on the way is named once', () => {
  symlinkSync('keys', at('link'));
  symlinkSync(at('link/trust.json'), at('alias.json'));
  const path = at('keys/../alias.json');
  expect(whoMayChange(path)).toBeNull();
  expect(foldersTo(path)).toEqual(expect.arrayContaining(['/', base, folder, at('keys')]));
  expect(new Set(foldersTo(path)).size).toBe(foldersTo(path).length);
});

const others: [string, RegExp, () => void][] = [
  [
    'a file that everybody may write',
    /^everybody may write .*trust\.json \(mode 0666\)$/,
    () => chmodSync(at('keys/trust.json'), 0o666),
  ],
  ['its folder', /^everybody may write .*keys \(mode 0777\)$/, () => chmodSync(at('keys'), 0o777)],
  ['a folder above it', /^everybody may write .*case-\w+ \(mode 0777\)$/, () => chmodSync(folder, 0o777)],
  [
    'a folder that a link leads through',
    /^everybody may write .*open \(mode 0777\)$/,
    () => {
      mkdirSync(at('open'));
      chmodSync(at('open'), 0o777);
      symlinkSync(at('keys'), at('open/way'));
      rmSync(at('start'), { force: true });
      symlinkSync(at('open/way/trust.json'), at('start'));
    },
  ],
  ...(isRoot
    ? ([
        [
          'a group with members',
          /^its group may write .*trust\.json \(mode 0664\)$/,
          () => {
            chownSync(at('keys/trust.json'), 0, STRANGER);
            chmodSync(at('keys/trust.json'), 0o664);
          },
        ],
        [
          'a folder of a group',
          /^its group may write .*keys \(mode 0775\)$/,
          () => {
            chownSync(at('keys'), 0, STRANGER);
            chmodSync(at('keys'), 0o775);
          },
        ],
        [
          'another owner',
          /trust\.json belongs to another user \(54321\)$/,
          () => chownSync(at('keys/trust.json'), STRANGER, STRANGER),
        ],
        [
          'another owner of a folder',
          /keys belongs to another user \(54321\)$/,
          () => chownSync(at('keys'), STRANGER, STRANGER),
        ],
        [
          'another owner in a sticky folder',
          /trust\.json belongs|everybody may write/,
          () => {
            chmodSync(at('keys'), 0o1777);
            chownSync(at('keys/trust.json'), STRANGER, STRANGER);
          },
        ],
        [
          'another owner of a link in a sticky folder',
          /^everybody may write .*keys/,
          () => {
            writeFileSync(at('real.json'), '{}');
            chmodSync(at('keys'), 0o1777);
            symlinkSync(at('real.json'), at('keys/link.json'));
            Bun.spawnSync(['chown', '-h', String(STRANGER), at('keys/link.json')]);
            symlinkSync(at('keys/link.json'), at('start'));
          },
        ],
      ] satisfies [string, RegExp, () => void][])
    : []),
];
test.each(others)('tells of %s', (_, reason, open) => {
  open();
  const start = Bun.spawnSync(['test', '-L', at('start')]).success ? at('start') : at('keys/trust.json');
  expect(whoMayChange(start)).toMatch(reason);
});

test('in a sticky folder what is ours stays ours', () => {
  chmodSync(at('keys'), 0o1777);
  expect(whoMayChange(at('keys/trust.json'))).toBeNull();
});

test('a circle of links is an error', () => {
  symlinkSync('b', at('a'));
  symlinkSync('a', at('b'));
  expect(() => whoMayChange(at('a'))).toThrow('too many links');
});
