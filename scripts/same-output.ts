/**
 * Compares what two builds of the executable print, write and end with, on all fixtures and, where WESLEY_CORPUS is set, on
 * that corpus: `bun run same-output REVISION [REVISION]`, the second being the work tree as it is. For changes that must
 * change nothing. Ends with 1 at a difference, with 2 where nothing was compared.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Glob } from 'bun';
import { unifiedDiff } from '../src/base/line-diff.ts';
import { COMMANDS } from '../src/commands/line/registry.ts';
import { CODES } from '../src/commands/outputs/codes.ts';
import { freshExecutable } from './executable.ts';
import { buildAt } from './executable-at.ts';

const ROOT = join(import.meta.dir, '..');
const FIXTURES = join(ROOT, 'fixtures');
const base = mkdtempSync(join(tmpdir(), 'wesley-same-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One command line, in a folder that begins as a copy of `from`. */
interface Case {
  readonly args: readonly string[];
  readonly from?: string;
}

const filesIn = (folder: string, pattern: string): readonly string[] =>
  existsSync(folder) ? [...new Glob(pattern).scanSync({ cwd: folder })].toSorted() : [];

function helpCases(): readonly Case[] {
  return [
    { args: ['--help'] },
    ...Object.keys(COMMANDS).map((name) => ({ args: [...name.split(' '), '--help'] })),
    ...Object.keys(CODES).map((code) => ({ args: ['explain', code] })),
    { args: ['explain'] },
    ...filesIn(join(ROOT, 'schemas'), '*.schema.json').map((name) => ({
      args: ['schema', name.split('.')[0] ?? ''],
    })),
  ];
}

function schemaCases(): readonly Case[] {
  return filesIn(join(FIXTURES, 'schemas'), '*/schema.graphql').map((path) => ({
    args: ['transform', '--schema', path, '--out', 'out', '--json'],
    from: join(FIXTURES, 'schemas'),
  }));
}

function changeCases(): readonly Case[] {
  return readdirSync(join(FIXTURES, 'changes')).flatMap((story) => {
    const from = join(FIXTURES, 'changes', story);
    const between = [
      '--schema',
      'after.graphql',
      '--from',
      existsSync(join(from, 'before.graphql')) ? 'before.graphql' : 'empty',
    ];
    return [
      { args: ['plan', ...between, '--out', 'migrations', '--json'], from },
      { args: ['plan', ...between, '--explain'], from },
      { args: ['rehearse', ...between, '--json'], from },
    ];
  });
}

const FORMATS = ['human', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'];

function checkCases(): readonly Case[] {
  const ours = filesIn(join(FIXTURES, 'locks'), '*.sql').flatMap((path) =>
    [
      ...FORMATS.map((format) => ['--format', format]),
      ['--all-rules'],
      ['--fix', '--dry-run'],
      ['--pg', '14'],
    ].map((flags) => ({
      args: ['check', path, ...flags],
      from: join(FIXTURES, 'locks'),
    })),
  );
  const corpus = process.env['WESLEY_CORPUS'];
  if (!corpus) return ours;
  const histories = join(corpus, 'realworld');
  const bugs = join(corpus, 'bugs', 'check');
  return [
    ...ours,
    ...readdirSync(histories).map((name) => ({ args: ['check', name, '--json'], from: histories })),
    ...filesIn(bugs, '**/*.sql').map((path) => ({ args: ['check', path, '--json'], from: bugs })),
    ...filesIn(join(corpus, 'sdl'), '*.graphql').map((path) => ({
      args: ['transform', '--schema', path, '--out', 'out', '--json'],
      from: join(corpus, 'sdl'),
    })),
  ];
}

// What the clock and the machine put into a result.
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/"(\w*[mM]s|begunAt|at|takenAt)": ?(?:"[^"]*"|[\d.]+)/g, '"$1": 0'],
  [/\b\d+(?:\.\d+)? m?s\b/g, 'T'],
];

function outcome(executable: string, { args, from }: Case): string {
  const folder = join(base, 'work');
  rmSync(folder, { recursive: true, force: true });
  if (from === undefined) mkdirSync(folder);
  else cpSync(from, folder, { recursive: true });
  const ran = Bun.spawnSync([executable, ...args], { cwd: folder, env: {}, stdin: 'ignore', stderr: 'pipe' });
  const written = filesIn(folder, '**/*')
    .filter((path) => from === undefined || !existsSync(join(from, path)))
    .map((path) => `== ${path}\n${readFileSync(join(folder, path), 'utf8')}`);
  const text = [`exit ${ran.exitCode}`, ran.stdout, ran.stderr, ...written].join('\n');
  return VOLATILE.reduce((all, [pattern, word]) => all.replace(pattern, word), text);
}

const [before, after] = process.argv.slice(2);
if (before === undefined) throw new Error('name the revision to compare with: bun run same-output HEAD~1');
const [old, now] = [join(base, 'before'), join(base, 'after')];
buildAt(before, old);
if (after === undefined) cpSync(freshExecutable(), now);
else buildAt(after, now);

const cases = [...helpCases(), ...schemaCases(), ...changeCases(), ...checkCases()];
let differing = 0;
for (const one of cases) {
  const [was, is] = [outcome(old, one), outcome(now, one)];
  if (was === is) continue;
  differing++;
  say(`DIFFERS  wesley ${one.args.join(' ')}`);
  say(unifiedDiff('output', was, is).split('\n').slice(0, 20).join('\n'));
}
rmSync(base, { recursive: true, force: true });
say(`${cases.length - differing} of ${cases.length} the same`);
process.exitCode = cases.length === 0 ? 2 : differing === 0 ? 0 : 1;
