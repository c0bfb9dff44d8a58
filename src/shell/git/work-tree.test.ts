import { afterAll, beforeEach, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import type { ReadInput } from '../../world/git.ts';
import { readGit } from './facts.ts';

const base = mkdtempSync(join(tmpdir(), 'wesley-work-tree-'));
afterAll(() => rmSync(base, { recursive: true }));

let root = '';
const at = (path: string): string => join(root, path);
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
    env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const commit = (): void => {
  git('add', '-A');
  git('commit', '-qm', 'More');
};
/** As a program reads it that is started in the root. */
const read = (path: string): ReadInput => ({ path, bytes: readFileSync(join(root, path)) });
const dirt = async (...inputs: readonly ReadInput[]): Promise<string | null> =>
  (await readGit(root, inputs)).dirt;

const SCHEMA = 'type Invoice { id: ID! }\n';

beforeEach(() => {
  root = mkdtempSync(join(base, 'repo-'));
  git('init', '-q', '-b', 'main');
  mkdirSync(at('db'));
  writeFileSync(at('schema.graphql'), SCHEMA);
  writeFileSync(at('db/plan.sql'), 'select 1;\nselect 2;\n');
  commit();
});

const fine: readonly [string, () => ReadInput][] = [
  ['by its name', () => read('schema.graphql')],
  ['by an absolute path', () => ({ ...read('schema.graphql'), path: at('schema.graphql') })],
  [
    'by a path on which a link from outside lies',
    () => {
      symlinkSync(root, join(base, `link-to-${root.slice(-6)}`));
      return { ...read('schema.graphql'), path: join(base, `link-to-${root.slice(-6)}`, 'schema.graphql') };
    },
  ],
  [
    'by a link that the commit holds',
    () => {
      symlinkSync('../schema.graphql', at('db/link.graphql'));
      commit();
      return read('db/link.graphql');
    },
  ],
  [
    'in a folder that is a link of the commit',
    () => {
      symlinkSync('db', at('migrations'));
      commit();
      return read('migrations/plan.sql');
    },
  ],
  ['when it was looked for and neither has it', () => ({ path: '.wesley/policy.json', bytes: null })],
  ['when it was looked for outside and is not there', () => ({ path: '/no/such/file', bytes: null })],
];
test.each(fine)('an input is what the commit holds at its place: %s', async (_, make) => {
  expect(await dirt(make())).toBeNull();
});

const evil: readonly [string, RegExp, () => ReadInput][] = [
  [
    'not when it is not in the commit, even where an ignore rule covers it',
    /^wesley\.config\.json is not in the commit$/,
    () => {
      writeFileSync(at('.git/info/exclude'), 'wesley.config.json\n');
      writeFileSync(at('wesley.config.json'), '{}');
      return read('wesley.config.json');
    },
  ],
  [
    'not by an absolute path outside, with its double at the same path inside',
    /is not in the work tree$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      mkdirSync(join(root, outside), { recursive: true });
      writeFileSync(join(root, outside, 'schema.graphql'), SCHEMA);
      commit();
      return { path: join(outside, 'schema.graphql'), bytes: Buffer.from(SCHEMA) };
    },
  ],
  [
    'not by a link of the commit that leads out of it',
    /^link\.graphql is not in the commit$/,
    () => {
      const outside = join(mkdtempSync(join(base, 'outside-')), 'schema.graphql');
      writeFileSync(outside, SCHEMA);
      symlinkSync(outside, at('link.graphql'));
      commit();
      return read('link.graphql');
    },
  ],
  [
    'not by a link of the commit that climbs out of it',
    /^link\.graphql is not in the commit$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      symlinkSync(`../${outside.slice(base.length + 1)}/schema.graphql`, at('link.graphql'));
      commit();
      return read('link.graphql');
    },
  ],
  [
    'not in a folder that is a link of the commit and leads out of it',
    /^elsewhere\/schema\.graphql is not in the commit$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      symlinkSync(outside, at('elsewhere'));
      commit();
      return read('elsewhere/schema.graphql');
    },
  ],
  [
    'not by a link that the commit does not hold, wherever it leads',
    /^link\.graphql is not in the commit$/,
    () => {
      symlinkSync('schema.graphql', at('link.graphql'));
      return read('link.graphql');
    },
  ],
  [
    'not when other bytes were read than now lie there',
    /^schema\.graphql differs from the commit$/,
    () => ({ path: 'schema.graphql', bytes: Buffer.from('type Evil { id: ID! }\n') }),
  ],
  [
    'not when it lies in a folder of ours that the comparison passes over',
    /^\.wesley\/schema\.graphql differs from the commit$/,
    () => {
      mkdirSync(at('.wesley'));
      writeFileSync(at('.wesley/schema.graphql'), SCHEMA);
      git('add', '-f', '.wesley/schema.graphql');
      commit();
      writeFileSync(at('.wesley/schema.graphql'), `${SCHEMA}#`);
      return read('.wesley/schema.graphql');
    },
  ],
  [
    'not when it was looked for in vain and the commit has it',
    /^\.wesley\/policy\.json is in the commit and not here$/,
    () => {
      mkdirSync(at('.wesley'));
      writeFileSync(at('.wesley/policy.json'), '{}');
      git('add', '-f', '.wesley/policy.json');
      commit();
      git('sparse-checkout', 'set', '--no-cone', '/*', '!/.wesley/');
      expect(existsSync(at('.wesley/policy.json'))).toBe(false);
      return { path: '.wesley/policy.json', bytes: null };
    },
  ],
];
test.each(evil)('an input is %s', async (_, reason, make) => {
  expect(await dirt(make())).toMatch(reason);
});

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
