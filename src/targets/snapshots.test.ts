import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectSnapshot, FIXTURES, fixtureSchema } from '../testing.ts';
import pgtap from './pgtap/target.ts';
import postgres from './postgres.ts';
import typescript from './typescript.ts';
import zod from './zod/target.ts';

const schema = await fixtureSchema('schemas/billing/schema.graphql');
const files = [postgres, typescript, zod, pgtap].flatMap((target) => target.generate(schema));

test.each(files.map((file) => [file.path, file.text]))(
  'billing/%s is what was read and approved',
  (path, text) => {
    expectSnapshot(join('targets', 'billing', path), text);
  },
);

test('every approved file is still generated', () => {
  const folder = join(FIXTURES, '..', 'snapshots', 'targets', 'billing');
  const approved = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(approved.map(({ name }) => name).sort()).toEqual(
    files.map(({ path }) => path.replace(/^.*\//, '')).sort(),
  );
});
