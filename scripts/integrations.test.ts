import { afterAll, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import check from '../src/commands/check/check.ts';
import { readInput } from '../src/commands/line/input.ts';

const ROOT = join(import.meta.dir, '..');
const read = (path: string): unknown => Bun.YAML.parse(readFileSync(join(ROOT, path), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'wesley-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('pre-commit finds one hook, whose command line is one of ours', () => {
  // https://pre-commit.com/#creating-new-hooks: id, name, entry and language are required.
  const hooks = read('.pre-commit-hooks.yaml') as Readonly<Record<string, unknown>>[];
  expect(hooks).toEqual([
    {
      id: expect.stringMatching(/^[a-z-]+$/),
      name: expect.any(String),
      description: expect.any(String),
      language: 'system',
      entry: expect.stringMatching(/^wesley check /),
      files: '\\.sql$',
      pass_filenames: true,
      require_serial: true,
    },
  ]);
  const [, , ...args] = String(hooks[0]?.['entry']).split(' ');
  expect(readInput(check, [...args, 'a.sql']).positionals).toEqual(['a.sql']);
  expect(new RegExp(String(hooks[0]?.['files'])).test('m/1.sql')).toBe(true);
});

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly name: string;
      readonly shell: string;
      readonly run: string;
      readonly env: Readonly<Record<string, string>>;
    }[];
  };
}
const action = read('.github/actions/check/action.yml') as Action;
const [step] = action.runs.steps;

test('the action has what GitHub requires of a composite one, and no input in the text of its script', () => {
  // https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
  expect(Object.keys(action).toSorted()).toEqual(['description', 'inputs', 'name', 'runs']);
  expect(action.runs.using).toBe('composite');
  expect(step?.shell).toBe('bash');
  expect(step?.run).not.toContain('${{');
  const used = Object.values(step?.env ?? {}).map(
    (value) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1] ?? value,
  );
  expect(used.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
  for (const { description, required, default: standard } of Object.values(action.inputs)) {
    expect(description).toEndWith('.');
    expect(required === true || standard !== undefined).toBe(true);
  }
});

/** Runs the action's script as GitHub does, with a program that notes how it was called. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const noted = join(folder, 'noted');
  writeFileSync(join(folder, 'fake'), `#!/bin/bash\nprintf '%s\\0' "$@" > '${noted}'\nexit 7\n`);
  chmodSync(join(folder, 'fake'), 0o755);
  rmSync(noted, { force: true });
  const given: Readonly<Record<string, string>> = { executable: join(folder, 'fake'), ...inputs };
  const env = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /inputs\.([a-z-]+)/.exec(value)?.[1] ?? '';
    return [name, given[input] ?? action.inputs[input]?.default ?? ''];
  });
  writeFileSync(join(folder, 'script.sh'), step?.run ?? '');
  const ran = Bun.spawnSync(
    ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', join(folder, 'script.sh')],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...Object.fromEntries(env) },
    },
  );
  const args = readdirSync(folder).includes('noted')
    ? readFileSync(noted, 'utf8').split('\0').slice(0, -1)
    : null;
  return { exit: ran.exitCode, out: ran.stdout.toString(), args };
}

test('inputs become arguments, whatever they hold, and the exit status is that of the check', () => {
  const evil = '$(touch pwned); `touch pwned` "\'*';
  const { exit, args } = runAction({
    paths: `m/a b\n${evil}\n--help\n`,
    base: `old\n${evil}`,
    pg: '17',
    'fail-on': 'warning',
  });
  expect(exit).toBe(7);
  expect(args).toEqual([
    ...['check', '--format', 'github', '--base=old', `--base=${evil}`, '--pg=17', '--fail-on=warning'],
    ...['--', 'm/a b', evil, '--help'],
  ]);
  expect(readdirSync(folder)).not.toContain('pwned');
  const input = readInput(check, (args ?? []).slice(1));
  expect([input.text('format'), input.all('base'), input.positionals]).toEqual([
    'github',
    ['old', evil],
    ['m/a b', evil, '--help'],
  ]);
});

test('without paths nothing passes', () => {
  expect(runAction({ paths: '\n' })).toMatchObject({ exit: 2, args: null });
  expect(runAction({ paths: 'm' }).args).toEqual(['check', '--format', 'github', '--', 'm']);
});
