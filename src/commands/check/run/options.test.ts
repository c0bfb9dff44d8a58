import { expect, test } from 'bun:test';
import { InputRefused } from '../../../base/diagnostic.ts';
import type { World } from '../../../world/world.ts';
import { decodeConfig } from '../../inputs/config-schema.ts';
import type { Input } from '../../line/command.ts';
import { checkOptions } from './options.ts';

/** What `check` does with `wesley.config.json` and these flags. */
async function optionsOf(check: object, flags: Readonly<Record<string, string>> = {}, rest: object = {}) {
  const files = {
    exists: async (path: string) => (path === 'wesley.config.json' ? 'file' : null),
    readBytes: async () => new TextEncoder().encode(JSON.stringify({ ...rest, check })),
    decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  };
  const input: Input = {
    text: (flag) => flags[flag] ?? null,
    all: (flag) => (flags[flag] === undefined ? [] : [flags[flag]]),
    on: (flag) => flag in flags,
    positionals: [],
  };
  return await checkOptions(input, { files, cwd: '/project' } as unknown as World);
}

const fileAt = (path: string) => ({ path, text: 'select 1', settings: null });

type Options = Awaited<ReturnType<typeof optionsOf>>;

const levelIn = (options: Options, rule: string, path = 'm.sql'): string =>
  options.settingsFor(fileAt(path)).rules.find(({ id }) => id === rule)?.severity ?? 'off';

test('the configuration says what flags would, and flags win', async () => {
  const check = { failOn: 'warning', base: ['schema.sql'], baseline: 'known.json', inTransaction: true };
  expect(await optionsOf(check, {}, { postgres: 16 })).toMatchObject({ postgres: 16, ...asOptions(check) });
  const flags = { 'fail-on': 'error', base: 'b.sql', baseline: 'b.json', pg: '15' };
  expect(await optionsOf(check, flags, { postgres: 16 })).toMatchObject({
    postgres: 15,
    failOn: 'error',
    base: ['b.sql'],
    baseline: 'b.json',
  });
  expect(await optionsOf({})).toMatchObject({ postgres: 18, failOn: 'error', base: [], baseline: null });
});

const asOptions = ({ failOn, base, baseline }: { failOn: string; base: string[]; baseline: string }) => ({
  failOn,
  base,
  baseline,
});

test('an editor may be told of the schema', async () => {
  const options = await optionsOf({}, {}, { $schema: 'config.schema.json', postgres: 14 });
  expect(options.postgres).toBe(14);
});

test('who writes a baseline needs none yet', async () => {
  const options = await optionsOf({ baseline: 'known.json' }, { 'write-baseline': 'known.json' });
  expect(options.baseline).toBeNull();
});

test('a level of its own for each rule, with `*` for the others', async () => {
  const options = await optionsOf({ rules: { '*': 'warning', truncate: 'error', 'drop-table': 'off' } });
  expect(levelIn(options, 'truncate')).toBe('error');
  expect(levelIn(options, 'drop-table')).toBe('off');
  expect(levelIn(options, 'adding-foreign-key')).toBe('warning');
  expect(levelIn(await optionsOf({}), 'adding-foreign-key')).toBe('error');
});

test('an override is for the files its globs match, and a later one wins', async () => {
  const options = await optionsOf({
    rules: { truncate: 'warning' },
    overrides: [
      { paths: ['old/**', '**/*.seed.sql'], rules: { '*': 'off' }, inTransaction: true },
      { paths: ['old/2020/*.sql'], rules: { truncate: 'error' }, inTransaction: false },
      { paths: ['nowhere/**'], rules: { truncate: 'off' } },
    ],
  });
  expect(levelIn(options, 'truncate', 'new/1.sql')).toBe('warning');
  expect(options.settingsFor(fileAt('old/1.sql')).rules).toEqual([]);
  expect(options.settingsFor(fileAt('./x/y.seed.sql')).rules).toEqual([]);
  expect(options.settingsFor(fileAt('/project/old/2020/1.sql')).rules.map(({ id }) => id)).toEqual([
    'truncate',
  ]);
  expect(levelIn(options, 'truncate', 'old/2020/1.sql')).toBe('error');
  const sharing = (path: string) => options.settingsFor(fileAt(path)).sections.map((one) => one.sharing);
  expect(['new/1.sql', 'old/1.sql', 'old/2020/1.sql'].flatMap(sharing)).toEqual([
    'apart',
    'transaction',
    'apart',
  ]);
});

test.each([
  ['old', true],
  ['./old', true],
  ['old/', true],
  ['./old/**', true],
  ['.', true],
  ['o{ld,ther}/20[12]0', true],
  ['ol', false],
  ['old/2020/1', false],
  ['!old', false],
  ['!new', true],
])('the path %s is for what is below it: %p', async (path, isMatched) => {
  const options = await optionsOf({ overrides: [{ paths: [path], rules: { '*': 'off' } }] });
  expect(options.settingsFor(fileAt('old/2020/1.sql')).rules.length === 0).toBe(isMatched);
});

test.each(['[', 'a[1', 'a{b', 'a\\'])('%s is no glob', async (path) => {
  const options = optionsOf({ overrides: [{ paths: [path], rules: {} }] });
  await expect(options).rejects.toThrow('check.overrides.0.paths.0: is no glob');
});

test.each(['\\[', '[]]', '[!a]', 'a}', '{a,{b,c}}'])('%s is a glob', async (path) => {
  await optionsOf({ overrides: [{ paths: [path], rules: {} }] });
});

test('a configuration that is null is refused; one that is not set is empty', () => {
  expect(decodeConfig(null)).toStartWith('the whole: ');
  expect(decodeConfig(undefined)).toEqual({});
});

test('flags name rules over what is configured', async () => {
  const check = { rules: { truncate: 'off', 'drop-table': 'error' } };
  expect(levelIn(await optionsOf(check, { rule: 'truncate' }), 'truncate')).toBe('error');
  expect(levelIn(await optionsOf(check, { exclude: 'drop-table' }), 'drop-table')).toBe('off');
  expect(levelIn(await optionsOf(check, { 'all-rules': 'true' }), 'truncate')).toBe('error');
});

test.each([
  [{ rules: { truncat: 'off' } }, 'Did you mean "truncate"?'],
  [{ overrides: [{ paths: ['a'], rules: { truncat: 'off' } }] }, 'Did you mean "truncate"?'],
  [{ rules: { truncate: 'on' } }, 'See the README'],
  [{ overrides: [{ rules: {} }] }, 'See the README'],
  [{ failon: 'error' }, 'See the README'],
])('%j is refused', async (check, hint) => {
  const refusal = await optionsOf(check).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputRefused);
  expect(refusal).toMatchObject({ exit: 2, diagnostics: [{ code: 'INVALID_CONFIG' }] });
  expect(JSON.stringify(refusal)).toContain(hint.replaceAll('"', '\\"'));
});

test('who runs a file is what a flag says, else the last word of the configuration, else what the file shows', async () => {
  const goose = { path: 'm/1.sql', text: '-- +goose Up\nselect 1', settings: null };
  const run = async (check: object, flags: Readonly<Record<string, string>> = {}) => {
    const { runner, sections } = (await optionsOf(check, flags)).settingsFor(goose);
    return [runner, sections[0]?.sharing];
  };
  expect(await run({})).toEqual(['goose', 'transaction']);
  expect(await run({ runner: 'prisma' })).toEqual(['prisma', 'one string']);
  expect(await run({ runner: 'prisma', overrides: [{ paths: ['m/*'], inTransaction: false }] })).toEqual([
    null,
    'apart',
  ]);
  expect(await run({ inTransaction: true, overrides: [{ paths: ['m/*'], runner: 'psql' }] })).toEqual([
    'psql',
    'apart',
  ]);
  expect(await run({ inTransaction: true }, { runner: 'psql' })).toEqual(['psql', 'apart']);
  expect(await run({ runner: 'psql' }, { 'in-transaction': 'true' })).toEqual([null, 'transaction']);
  await expect(optionsOf({}, { runner: 'gose' })).rejects.toThrow('no runner "gose"');
  await expect(optionsOf({ runner: 'gose' })).rejects.toMatchObject({
    diagnostics: [{ code: 'INVALID_CONFIG' }],
  });
});
