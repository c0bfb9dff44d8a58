import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Glob } from 'bun';
import { faultsOf, isTest, staleIn } from '../scripts/architecture.ts';
import { type Source, scan } from '../scripts/source-scan.ts';
import { ROOMS } from './stages.ts';

const ROOT = join(import.meta.dir, '..');
const MAX_LINES = 300;
/** Of the lines of `src` and `rules` together, in percent. */
const MAX_SHARE = 13;
const LOOSE = ['src/main.ts', 'src/stages.ts'];

const read = (path: string): Source => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });
const linesIn = ({ text }: Source): number => text.split('\n').length - 1;
const sources = [...new Glob('src/**/*.ts').scanSync(ROOT)].filter((path) => !isTest(path)).map(read);
const inRooms = sources.filter(({ path }) => !LOOSE.includes(path));
const rules = [...new Glob('rules/*.ts').scanSync(ROOT)].filter((path) => !isTest(path)).map(read);

test('the scan sees the code that it guards', () => {
  expect(inRooms.length).toBeGreaterThan(400);
  expect(inRooms.flatMap((source) => scan(source).imports).length).toBeGreaterThan(1500);
  expect(rules.length).toBeGreaterThan(100);
});

test('every file lies in a room, and every room holds files', () => {
  const there = new Set(inRooms.map(({ path }) => path.split('/').slice(0, -1).join('/').split('/')[1]));
  expect([...there].toSorted()).toEqual(Object.keys(ROOMS).toSorted());
});

test('rooms import backward, call whom their row names, and leave the world outside', () => {
  expect(inRooms.flatMap((source) => faultsOf(source).map((fault) => `${source.path} ${fault}`))).toEqual([]);
});

test.each(Object.keys(ROOMS))('the row of %s names nothing that it does not use', (name) => {
  expect(staleIn(name, inRooms)).toEqual([]);
});

test('CONTRIBUTING has every room as the table has it, in its order', () => {
  const page = readFileSync(join(ROOT, '.github/CONTRIBUTING.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `src\/(\w+)` \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(Object.entries(ROOMS).map(([name, { takes, gives }]) => [name, takes, gives]));
});

const PLANTS: readonly [string, string][] = [
  ["import { realWorld } from '../shell/world.ts';", 'imports src/shell/world.ts, which comes after it'],
  [
    "import type { World } from '../commands/line/command.ts';",
    'imports src/commands/line/command.ts, which comes after it',
  ],
  [
    "type W = import('../commands/line/command.ts').World;",
    'imports src/commands/line/command.ts, which comes after it',
  ],
  ["export { realWorld } from '../shell/world.ts';", 'imports src/shell/world.ts, which comes after it'],
  ["const w = await import('../shell/world.ts');", 'imports src/shell/world.ts, which comes after it'],
  [
    "import { predict } from '../locks/predict.ts';",
    'calls src/locks/predict.ts, and its row does not name locks',
  ],
  ["import rules from '../../rules/index.ts';", 'imports rules/index.ts from outside the rooms'],
  ["import { main } from '../main.ts';", 'imports src/main.ts from outside the rooms'],
  [
    "import { facts } from '../certificate/testing.ts';",
    'imports src/certificate/testing.ts, which is for tests',
  ],
  ["import { shop } from './testing-shop.ts';", 'imports src/plan/testing-shop.ts, which is for tests'],
  ["import pg from 'pg';", 'imports the package pg'],
  ["import { readFileSync } from 'node:fs';", 'imports the package node:fs'],
  ["import 'node:fs';", 'imports the package node:fs'],
  ['const name = "./a.ts"; import(`$' + '{name}`);', 'imports a module that only the run knows'],
  ["import fs = require('fs');", 'imports by require'],
  ['crypto.randomUUID();', 'reaches the world by crypto.randomUUID'],
  ['const { env } = process;', 'reaches the world by process'],
  ['const world = { process };', 'reaches the world by process'],
  ["globalThis['process'];", 'reaches the world by globalThis'],
  ["new WebSocket('ws://localhost');", 'reaches the world by WebSocket'],
  ['new Date;', 'reaches the world by Date'],
  ['new Date();', 'reaches the world by Date'],
  ['const none: [] = []; new Date(...none);', 'reaches the world by Date'],
  ['Date.now();', 'reaches the world by Date'],
  ['const now = Date;', 'reaches the world by Date'],
  ['setTimeout(() => {}, 1);', 'reaches the world by setTimeout'],
  ['AbortSignal.timeout(1);', 'reaches the world by AbortSignal.timeout'],
  ['Math.random();', 'reaches the world by Math.random'],
  ['const { random } = Math;', 'reaches the world by Math.random'],
  ['performance.now();', 'reaches the world by performance.now'],
  ["Bun.file('a');", 'reaches the world by Bun.file'],
  ["require('fs');", 'reaches the world by require'],
  ["new Function('return 1');", 'reaches the world by Function'],
  ['import.meta.dir;', 'reaches the world by import.meta'],
  ["console.log('a');", 'reaches the world by console.log'],
  ['new Intl.NumberFormat();', 'reaches the world by Intl.NumberFormat'],
  ['Intl.Collator(undefined, { numeric: true });', 'reaches the world by Intl.Collator'],
  ["new Intl.DateTimeFormat('en');", 'reaches the world by Intl.DateTimeFormat'],
  ['const { Collator } = Intl;', 'reaches the world by Intl'],
  ['const text = (1).toLocaleString();', 'reaches the world by toLocaleString'],
  ["'i'.toLocaleUpperCase();", 'reaches the world by toLocaleUpperCase'],
  ["'i'['toLocaleLowerCase']();", 'reaches the world by toLocaleLowerCase'],
  ['new Date(0).toLocaleDateString();', 'reaches the world by toLocaleDateString'],
  ['new Date(0)?.toLocaleTimeString();', 'reaches the world by toLocaleTimeString'],
  ["'a'.localeCompare('b');", 'reaches the world by localeCompare'],
  ['new Date(2026, 0);', 'reaches the world by Date'],
  ...[
    'getTimezoneOffset',
    'getHours',
    'getMinutes',
    'getSeconds',
    'getDate',
    'getDay',
    'getMonth',
    'getFullYear',
    'getYear',
    'setHours',
    'setMinutes',
    'setSeconds',
    'setDate',
    'setMonth',
    'setFullYear',
    'setYear',
    'toDateString',
    'toTimeString',
  ].map((name): [string, string] => [`new Date(0).${name}(1);`, `reaches the world by ${name}`]),
];
test.each(PLANTS)('a stage that holds %j is found out', (text, fault) => {
  expect(faultsOf({ path: 'src/plan/planted.ts', text })).toEqual([fault]);
});

test.each([
  ['src/planted/a.ts', 'src/planted/a.ts lies in no room'],
  ['src/planted.ts', 'src/planted.ts lies in no room'],
])('a file at %s is found out', (path, fault) => {
  expect(faultsOf({ path, text: '' })).toEqual([fault]);
});

test.each([
  ["import type { Statement } from '../locks/effects.ts';"],
  ["import { type Effects } from '../locks/effects.ts';"],
  ["type E = import('../locks/effects.ts').Effects;"],
  ["import type { Client } from 'pg';"],
  ['new Date(0); Date.UTC(2026); Date.parse(""); ({}) instanceof Date;'],
  ['const at: Date = new Date(0); const change = { process: 1 }; change.process;'],
  ["new Intl.Collator('en', { numeric: true }); new Date(0).getUTCHours(); let collator: Intl.Collator;"],
  ["new Intl.DateTimeFormat('en', { timeZone: 'UTC' }); new Date(0).toISOString();"],
  ['const row = { getHours: 1 }; const { getDay } = { getDay: 1 };'],
  ['// Date.now() and process.env\nconst text = "console.log";'],
])('a stage may hold %j', (text) => {
  expect(faultsOf({ path: 'src/plan/planted.ts', text })).toEqual([]);
});

test('a rule imports the rule contract and nothing else', () => {
  const wrong = rules.flatMap(({ path, text }) => {
    const { imports, faults, globals } = scan({ path, text });
    const others = imports
      .map(({ from }) => normalize(join(dirname(path), from)))
      .filter((to) => to !== 'src/check/rule.ts' && path !== 'rules/index.ts');
    return [...others, ...faults, ...globals].map((fault) => `${path} ${fault}`);
  });
  expect(wrong).toEqual([]);
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  expect(inRooms.filter((source) => linesIn(source) > MAX_LINES).map(({ path }) => path)).toEqual([]);
});

test(`no room holds more than ${MAX_SHARE} % of the code`, () => {
  const total = [...sources, ...rules].reduce((sum, source) => sum + linesIn(source), 0);
  const shares = Object.keys(ROOMS).map((name) => {
    const lines = inRooms
      .filter(({ path }) => path.startsWith(`src/${name}/`))
      .reduce((sum, one) => sum + linesIn(one), 0);
    return [name, Math.round((1000 * lines) / total) / 10] as const;
  });
  expect(shares.filter(([, share]) => share > MAX_SHARE)).toEqual([]);
});
test('every recipe is a file named after its id, and listed', async () => {
  const { recipes } = await import('./plan/recipes/index.ts');
  const there = [...new Glob('*.ts').scanSync(join(import.meta.dir, 'plan/recipes'))].filter(
    (name) => name !== 'index.ts',
  );
  expect(recipes.map((recipe) => `${recipe.id}.ts`).toSorted()).toEqual(there.toSorted());
});

test('every kind of evidence is a file named after it, and listed', async () => {
  const { KINDS } = await import('./evidence/kinds/index.ts');
  const there = [...new Glob('*.ts').scanSync(join(import.meta.dir, 'evidence/kinds'))].filter(
    (name) => name !== 'index.ts',
  );
  expect(
    Object.keys(KINDS)
      .map((kind) => `${kind}.ts`)
      .toSorted(),
  ).toEqual(there.toSorted());
});

test('every command is named as it is registered and gives an example of itself', async () => {
  const { COMMANDS } = await import('./commands/line/registry.ts');
  for (const [name, load] of Object.entries(COMMANDS)) {
    const command = (await load()).default;
    expect(command.name).toBe(name);
    expect(command.examples.some((example) => example.includes(`wesley ${name}`))).toBe(true);
  }
});

/** Packages and files that load with `entry`: static imports only, and no types. */
async function loadedWith(entry: string): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const open = [join(import.meta.dir, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file) || !file.endsWith('.ts')) continue;
    seen.add(file);
    const text = await Bun.file(file).text();
    for (const { groups } of text.matchAll(
      /^(?:import|export)\b(?! type\b)[^;()]*?\bfrom\s+'(?<path>[^']+)'/gm,
    )) {
      const path = groups?.['path'] ?? '';
      if (path.startsWith('.')) open.push(join(dirname(file), path));
      else seen.add(path);
    }
  }
  return seen;
}

test.each([
  ['main.ts', ['graphql', 'zod', '@electric-sql', 'pg', 'libpg-query', 'consola']],
  ['commands/check/check.ts', ['graphql', 'zod', '@electric-sql', 'pg', 'consola']],
  ['commands/schema/transform.ts', ['zod', '@electric-sql', 'pg', 'consola']],
  ['commands/schema/plan.ts', ['zod', '@electric-sql', 'pg', 'consola']],
])('%s loads without %p', async (entry, heavy) => {
  const loaded = [...(await loadedWith(entry))];
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((path) => heavy.some((name) => path === name || path.startsWith(`${name}/`)))).toEqual(
    [],
  );
});
