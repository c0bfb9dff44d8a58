import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { at, base, closeRepository, commit, dirt, git, openRepository, read } from './testing-repository.ts';

beforeEach(() => {
  openRepository('select 1;\nselect 2;\n');
  commit();
});
afterEach(closeRepository);

const pointer = (content: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid ${sha256(content)}\nsize ${content.length}\n`;

const attributes = (line: string): void => writeFileSync(at('.gitattributes'), `${line}\n`);
const checkOut = (): void => {
  commit();
  rmSync(at('db/plan.sql'));
  git('checkout', '-q', '--', '.');
};

const honest: readonly [string, string][] = [
  ['eol=crlf', '* text eol=crlf'],
  ['eol=crlf alone', '*.sql eol=crlf'],
  ['eol=crlf of a macro', '[attr]windows text eol=crlf\n*.sql windows'],
  ['an encoding', '*.sql working-tree-encoding=UTF-16LE'],
  ['an encoding with its mark', '*.sql working-tree-encoding=UTF-16'],
  ['an encoding and line ends', '*.sql text working-tree-encoding=UTF-16LE eol=crlf'],
];
test.each(honest)('what git converts when it checks out is no dirt: %s', async (_, line) => {
  if (line.includes('UTF-16'))
    writeFileSync(
      at('db/plan.sql'),
      Buffer.from(`${line.includes('LE') ? '' : '\uFEFF'}select 'é';\n`, 'utf16le'),
    );
  attributes(line);
  checkOut();
  expect(git('cat-file', 'blob', 'HEAD:db/plan.sql')).not.toBe(readFileSync(at('db/plan.sql'), 'latin1'));
  expect(await dirt(read('db/plan.sql'))).toBeNull();
  appendFileSync(at('db/plan.sql'), line.includes('UTF-16') ? Buffer.from('--\r\n', 'utf16le') : '--\r\n');
  expect(await dirt()).toBe('db/plan.sql differs from the commit');
  expect(await dirt(read('db/plan.sql'))).toBe('db/plan.sql differs from the commit');
});

test('$Id$ is no dirt', async () => {
  writeFileSync(at('db/plan.sql'), '-- $Id$\nselect 1;\n');
  attributes('*.sql ident');
  checkOut();
  expect(readFileSync(at('db/plan.sql'), 'utf8')).toMatch(/\$Id: [0-9a-f]{40} \$/);
  expect(await dirt(read('db/plan.sql'))).toBeNull();
  writeFileSync(at('db/plan.sql'), '-- $Id: x $\nselect 1;\n');
  expect(await dirt()).toBe('db/plan.sql differs from the commit');
});

test('the content behind an LFS pointer is no dirt, and only that', async () => {
  attributes('*.sql filter=lfs diff=lfs merge=lfs -text');
  writeFileSync(at('db/plan.sql'), pointer('select 3;\n'));
  commit();
  // What git-lfs puts there; its own program need not be installed to tell.
  writeFileSync(at('db/plan.sql'), 'select 3;\n');
  expect(await dirt(read('db/plan.sql'))).toBeNull();
  writeFileSync(at('db/plan.sql'), 'select 4;\n');
  expect(await dirt(read('db/plan.sql'))).toBe('db/plan.sql differs from the commit');
});

test('what another filter would have to undo is dirt, and the filter is not run', async () => {
  const trap = at('.git/trap');
  const script = at('.git/evil.sh');
  writeFileSync(script, `#!/bin/sh\ntouch '${trap}'\ncat\n`, { mode: 0o755 });
  attributes('*.sql filter=evil');
  commit();
  for (const name of ['evil', 'lfs'])
    for (const key of ['clean', 'smudge', 'process']) git('config', `filter.${name}.${key}`, script);
  appendFileSync(at('db/plan.sql'), '--');
  expect(await dirt(read('db/plan.sql'))).toMatch(/filter "evil"/);
  // What nobody reads is no input, and may be what the filter made of it.
  expect(await dirt(read('schema.graphql'))).toBeNull();
  attributes('*.sql filter=lfs');
  expect(await dirt()).not.toBeNull();
  expect(existsSync(trap)).toBe(false);
});

const forged: readonly [string, () => void][] = [
  ['attributes that are not in the commit', () => attributes('* text eol=crlf')],
  [
    'attributes of a folder that are not in the commit',
    () => writeFileSync(at('db/.gitattributes'), '* text eol=crlf\n'),
  ],
  [
    'attributes that are staged only',
    () => {
      attributes('* text eol=crlf');
      git('add', '.gitattributes');
      rmSync(at('.gitattributes'));
    },
  ],
  [
    'attributes in .git/info',
    () => {
      mkdirSync(at('.git/info'), { recursive: true });
      writeFileSync(at('.git/info/attributes'), '* text eol=crlf\n');
    },
  ],
  ['a configuration of the repository', () => git('config', 'core.autocrlf', 'true')],
  [
    'an attribute file that its configuration names',
    () => {
      writeFileSync(at('.git/evil'), '* text eol=crlf\n');
      git('config', 'core.attributesFile', at('.git/evil'));
    },
  ],
  [
    'an attribute that forbids it',
    () => {
      attributes('* -text eol=crlf');
      commit();
    },
  ],
];
test.each(forged)('other line ends are dirt by %s', async (_, forge) => {
  forge();
  writeFileSync(at('db/plan.sql'), 'select 1;\r\nselect 2;\r\n');
  expect(await dirt()).toBe('db/plan.sql differs from the commit');
});

test('line ends of which only some were converted are dirt', async () => {
  attributes('* text eol=crlf');
  checkOut();
  writeFileSync(at('db/plan.sql'), 'select 1;\nselect 2;\r\n');
  expect(await dirt()).toBe('db/plan.sql differs from the commit');
});

test.each([
  ['~/.gitconfig', '.gitconfig', '[core]\n autocrlf = true\n'],
  ['a file that it includes', '.gitconfig', '[include]\n path = more\n'],
  ['the XDG configuration', '.config/git/config', '[core]\n autocrlf = true\n'],
])('line ends that the user has git convert, by %s, are no dirt', async (_, path, text) => {
  const home = mkdtempSync(join(base, 'home-'));
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
  writeFileSync(join(home, 'more'), '[core]\n autocrlf = true\n');
  writeFileSync(at('db/plan.sql'), 'select 1;\r\nselect 2;\r\n');
  const { HOME } = process.env;
  try {
    process.env['HOME'] = mkdtempSync(join(base, 'other-home-'));
    expect(await dirt()).toBe('db/plan.sql differs from the commit');
    process.env['HOME'] = home;
    expect(await dirt(read('db/plan.sql'))).toBeNull();
  } finally {
    process.env['HOME'] = HOME;
  }
});
