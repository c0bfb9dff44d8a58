/** Writes rules/index.ts from the files in its folder. `rules.test.ts` fails if the two disagree. */
import { join } from 'node:path';
import { Glob } from 'bun';

const FOLDER = join(import.meta.dir, '..', 'rules');
const nameOf = (file: string): string =>
  file.replace('.ts', '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function rulesIndex(): string {
  const files = [...new Glob('*.ts').scanSync(FOLDER)]
    .filter((file) => file !== 'index.ts' && !file.endsWith('.test.ts'))
    .toSorted();
  // As Biome sorts imports.
  const byId = files.toSorted((a, b) => (a.replace('.ts', '') < b.replace('.ts', '') ? -1 : 1));
  return [
    "import type { Rule } from '../src/check/rule.ts';",
    ...byId.map((file) => `import ${nameOf(file)} from './${file}';`),
    '',
    '/** Every rule, by id; `bun run rules` writes the list. */',
    'export const rules: readonly Rule[] = [',
    ...files.map((file) => `  ${nameOf(file)},`),
    '];',
    '',
  ].join('\n');
}

if (import.meta.main) await Bun.write(join(FOLDER, 'index.ts'), rulesIndex());
