import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../schema/schema.ts';
import { OUTPUT_SCHEMAS, type OutputName, schemaText } from './schemas.ts';

const FOLDER = join(import.meta.dir, '..', '..', '..', 'schemas');
const names = Object.keys(OUTPUT_SCHEMAS) as OutputName[];

test('schemas/ holds every output schema and nothing else', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(names.map((name) => `${name}.schema.json`).toSorted());
});

test.each(names)('schemas/%s.schema.json is what the program says; `bun run schemas` writes it', (name) => {
  expect(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')).toBe(schemaText(name));
});

test.each(names)('`wesley schema %s` prints the published bytes', async (name) => {
  let printed = '';
  const input = { text: () => null, all: () => [], on: () => false, positionals: [name] };
  await schema.run(input, {
    out: (text: string) => {
      printed += text;
    },
  } as never);
  expect(printed).toBe(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8'));
});
