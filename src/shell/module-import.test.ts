import { afterAll, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { importModule } from './module-import.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'wesley-module-')));
afterAll(() => rmSync(base, { recursive: true }));

let folder = '';
// Another one each time: what was imported once is not read again.
beforeEach(() => {
  folder = mkdtempSync(join(base, 'case-'));
});
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const inputsOf = async (path: string): Promise<readonly string[]> =>
  (await importModule(join(folder, path))).inputs.map((input) => relative(folder, input.path)).toSorted();

test('what a module exports is given with the bytes of every file that it is made from', async () => {
  write('config.ts', "import { port } from './settings.ts';\nexport default { port };\n");
  write('settings.ts', "export { port } from './port.json';\n");
  write('port.json', '{"port": 5432}');
  const { exported, inputs } = await importModule(join(folder, 'config.ts'));
  expect(exported).toEqual({ port: 5432 });
  expect(new Map(inputs.map(({ path, bytes }) => [relative(folder, path), String(bytes)]))).toEqual(
    new Map([
      ['config.ts', "import { port } from './settings.ts';\nexport default { port };\n"],
      ['settings.ts', "export { port } from './port.json';\n"],
      ['port.json', '{"port": 5432}'],
    ]),
  );
});

test.each([
  ['config.ts', "import a from './a.js'; const id = <T>(x: T): T => x; export default id(a);"],
  ['config.ts', "import a from './a.js'; export default <unknown>a;"],
  ['config.mts', "import a from './a.js'; const id = <T>(x: T): T => x; export default id(a);"],
  ['config.tsx', "import a from './a.js'; const id = <T,>(x: T): T => x; export default id(a);"],
  ['config.js', "import a from './a.js'; export default a;"],
  ['config.cjs', "module.exports = require('./a.js');"],
  ['config.ts', "export default (await import('./a.js')).default;"],
])('no syntax of %s hides what it imports: %s', async (name, code) => {
  write(name, code);
  write('a.js', 'module.exports = 1;');
  expect(await inputsOf(name)).toEqual(['a.js', name]);
});

test('a package counts as far as it is imported', async () => {
  write('config.ts', "import a from 'settings';\nimport 'node:fs';\nexport default a;\n");
  write('node_modules/settings/index.js', "module.exports = require('./more.js');");
  write('node_modules/settings/more.js', 'module.exports = 1;');
  write('node_modules/settings/other.js', 'module.exports = 2;');
  expect(await inputsOf('config.ts')).toEqual([
    'config.ts',
    'node_modules/settings/index.js',
    'node_modules/settings/more.js',
  ]);
});

test('a file that changes while it is run is a failure, and no configuration', async () => {
  write(
    'config.ts',
    "import { appendFileSync } from 'node:fs';\nappendFileSync(import.meta.path, '//');\nexport default 1;\n",
  );
  await expect(importModule(join(folder, 'config.ts'))).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('changed while it was read'),
  });
});

test('what a module throws is its own error', async () => {
  write('config.ts', "throw new Error('no such setting');\n");
  await expect(importModule(join(folder, 'config.ts'))).rejects.toThrow('no such setting');
});
