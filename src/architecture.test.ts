import { expect, test } from 'bun:test';
import { dirname, join, normalize } from 'node:path';
import { Glob } from 'bun';
import { LIBRARIES, OUTER, STAGES } from './stages.ts';

const ORDER: readonly string[] = [...STAGES, ...OUTER];
const IMPORT = /(?:^(?:import|export)\b(?<type> type\b)?[^;]*?\bfrom\s+|\bimport\()'(?<path>[^']+)'/gm;
const WORLD =
  /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|Bun\.(?!CryptoHasher\b)|fetch\(|console\.)/;
// Hashing and signature verification are pure.
const PURE = ['node:crypto'];
const HASHING = ['base', 'certificate'];
const MAX_LINES = 300;

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const isOuter = (path: string): boolean => OUTER.includes(folderOf(path));
// Help for tests lives beside them and is no part of the program.
const isTest = (path: string): boolean => /\.test\.ts$|(^|\/)testing[^/]*\.ts$|\.d\.ts$/.test(path);

const files = [...new Glob('*/**/*.ts').scanSync(import.meta.dir)].filter((file) => !isTest(file));
const texts = new Map<string, string>();
for (const file of files) texts.set(file, await Bun.file(join(import.meta.dir, file)).text());

const imports = [...texts].flatMap(([file, text]) =>
  [...text.matchAll(IMPORT)].map(({ groups }) => {
    const path = groups?.['path'] ?? '';
    const local = path.startsWith('.');
    return {
      file,
      local,
      typeOnly: groups?.['type'] !== undefined,
      to: local ? normalize(join(dirname(file), path)) : path,
    };
  }),
);
const inside = imports.filter(({ local, to }) => local && !to.startsWith('..'));
const arrow = ({ file, to }: { readonly file: string; readonly to: string }): string => `${file} -> ${to}`;

test('the scan sees the code it guards', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(inside.length).toBeGreaterThan(200);
});

test('every folder in src is a stage or an outer folder', () => {
  expect(files.map(folderOf).filter((name) => !ORDER.includes(name))).toEqual([]);
});

test('a stage imports only from the stages before it', () => {
  const late = inside.filter(
    ({ file, to }) => !isOuter(file) && ORDER.indexOf(folderOf(to)) > ORDER.indexOf(folderOf(file)),
  );
  expect(late.map(arrow)).toEqual([]);
});

test('a stage takes only types from another stage', () => {
  const calls = inside.filter(
    ({ file, to, typeOnly }) =>
      !typeOnly && !isOuter(file) && folderOf(to) !== folderOf(file) && !LIBRARIES.includes(folderOf(to)),
  );
  expect(calls.map(arrow)).toEqual([]);
});

test('shell takes nothing but types from commands', () => {
  const calls = inside.filter(
    ({ file, to, typeOnly }) => !typeOnly && folderOf(file) === 'shell' && folderOf(to) === 'commands',
  );
  expect(calls.map(arrow)).toEqual([]);
});

test('only shell and commands touch the world', () => {
  const isWorld = (file: string, to: string): boolean =>
    /^(?:node:|bun$|bun:|@electric-sql|pg$)/.test(to) &&
    !(PURE.includes(to) && HASHING.includes(folderOf(file)));
  const byImport = imports.filter(({ file, to }) => isWorld(file, to)).map(({ file }) => file);
  const code = (file: string): string => (texts.get(file) ?? '').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const byGlobal = files.filter((file) => WORLD.test(code(file)));
  expect([...byImport, ...byGlobal].filter((file) => !isOuter(file))).toEqual([]);
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = files.filter((file) => (texts.get(file) ?? '').split('\n').length - 1 > MAX_LINES);
  expect(long).toEqual([]);
});

test('every recipe is a file named after its id, and listed', async () => {
  const { recipes } = await import('./plan/recipes/index.ts');
  const there = [...new Glob('*.ts').scanSync(join(import.meta.dir, 'plan/recipes'))].filter(
    (name) => name !== 'index.ts',
  );
  expect(recipes.map((recipe) => `${recipe.id}.ts`).toSorted()).toEqual(there.toSorted());
});

test('every command is named as it is registered and gives an example of itself', async () => {
  const { COMMANDS } = await import('./commands/registry.ts');
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
  ['commands/check.ts', ['graphql', 'zod', '@electric-sql', 'pg', 'consola']],
  ['commands/transform.ts', ['zod', '@electric-sql', 'pg', 'consola']],
  ['commands/plan.ts', ['zod', '@electric-sql', 'pg', 'consola']],
])('%s loads without %p', async (entry, heavy) => {
  const loaded = [...(await loadedWith(entry))];
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((path) => heavy.some((name) => path === name || path.startsWith(`${name}/`)))).toEqual(
    [],
  );
});
