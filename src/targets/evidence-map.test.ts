import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../ir/schema.ts';
import { FIXTURES, fixtureSchema, schemaFrom, stories } from '../testing.ts';
import { type EvidenceMap, evidenceMap, evidenceMapErrors, evidenceMapFile } from './evidence-map.ts';
import pgtap from './pgtap/target.ts';
import postgres from './postgres.ts';
import type { GeneratedFile } from './target.ts';
import typescript from './typescript.ts';
import zod from './zod/target.ts';

const TARGETS = [postgres, typescript, zod, pgtap];
const generate = (schema: Schema): readonly GeneratedFile[] =>
  TARGETS.flatMap((target) => target.generate(schema));
const reader = (files: readonly GeneratedFile[]) => {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return (path: string): string | null => texts.get(path) ?? null;
};

test.each([...stories('schemas')])(
  '%s: the map holds when it is recomputed from the files',
  async (story) => {
    const schema = await fixtureSchema(`schemas/${story}/schema.graphql`);
    const files = generate(schema);
    const map = JSON.parse(evidenceMapFile(evidenceMap(schema, files)).text) as EvidenceMap;
    expect(evidenceMapErrors(map, reader(files))).toEqual([]);
  },
);

test.each([...stories('schemas')])(
  '%s: every table and column is found in every kind of artifact',
  async (story) => {
    const schema = await fixtureSchema(`schemas/${story}/schema.graphql`);
    const kind = (path: string): string => path.replace(/^tests\/.*/, 'tests');
    for (const { id, places } of evidenceMap(schema, generate(schema)).objects) {
      const kinds = new Set(Object.keys(places).map(kind));
      if (!/^(?:table|column):/.test(id))
        expect({ id, sql: kinds.has('schema.sql') }).toEqual({ id, sql: true });
      else
        expect({ id, kinds: [...kinds].sort() }).toEqual({
          id,
          kinds: ['schema.sql', 'tests', 'types.ts', 'zod.ts'],
        });
    }
  },
);

test('a column is mapped to the lines that name it', async () => {
  const schema = await fixtureSchema('schemas/billing/schema.graphql');
  const files = generate(schema);
  const { places = {} } =
    evidenceMap(schema, files).objects.find(({ id }) => id === 'column:public.invoice.note') ?? {};
  const texts = Object.entries(places).flatMap(([file, ranges]) =>
    file.startsWith('tests/')
      ? []
      : ranges.map(([first, last]) =>
          (reader(files)(file) ?? '')
            .split('\n')
            .slice(first - 1, last)
            .join('\n'),
        ),
  );
  expect(texts).toEqual([
    '  note text,',
    '  readonly note: string | null;',
    '  readonly note?: string | null | undefined;',
    '    note: text.nullable(),',
    '    note: text.nullable().optional(),',
  ]);
});

test('a changed line is noticed', async () => {
  const schema = await fixtureSchema('schemas/billing/schema.graphql');
  const files = generate(schema);
  const map = evidenceMap(schema, files);
  const tampered = files.map((file) => ({
    ...file,
    text: file.text.replace('  note text,', '  note  text,'),
  }));
  const errors = evidenceMapErrors(map, reader(tampered));
  expect(errors).toContain('schema.sql has another digest');
  const elsewhere = {
    ...map,
    objects: map.objects.map((object) => ({ ...object, places: { 'schema.sql': [[1, 9999] as const] } })),
  };
  expect(evidenceMapErrors(elsewhere, reader(files))).toContain(
    'schema.sql:1-9999 of column:public.invoice.note is not in the file',
  );
  expect(evidenceMapErrors(map, () => null)).toContain('schema.sql is missing');
});

test('the order in which targets ran leaves no trace', async () => {
  const schema = await fixtureSchema('schemas/saas/schema.graphql');
  const files = generate(schema);
  expect(evidenceMapFile(evidenceMap(schema, files.toReversed()))).toEqual(
    evidenceMapFile(evidenceMap(schema, files)),
  );
});

test('the order of definitions in the SDL leaves no trace in any file', async () => {
  const sdl = readFileSync(join(FIXTURES, 'schemas/billing/schema.graphql'), 'utf8');
  const reversed = sdl
    .trim()
    .split(/\n\n(?=["a-z])/)
    .toReversed()
    .join('\n\n');
  expect(reversed).not.toBe(sdl.trim());
  const texts = async (text: string) =>
    generate(await schemaFrom(text)).map(({ path, text: made }) => `${path}\n${made}`);
  expect(await texts(reversed)).toEqual(await texts(sdl));
});
