import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { createAllSql } from '../../ir/create-all.ts';
import { qualified } from '../../ir/ddl.ts';
import type { Schema } from '../../ir/schema.ts';
import { insertRows } from '../../rows/insert.ts';
import { refusedRows } from '../../rows/refused.ts';
import { FILL, PROBES, type Sample, sampleSchema, type TableSample } from '../../rows/sample.ts';
import { fixtureSchema, openTestServer, rolledBack, stories } from '../../testing.ts';
import typescript from '../typescript.ts';
import zod from '../zod/target.ts';
import { typeNames } from './names.ts';

const ROOT = join(import.meta.dir, '..', '..', '..');
// Inside node_modules, where `zod` is found and no other tool looks.
const SCRATCH = join(ROOT, 'node_modules', '.wesley-types');

let server: PGlite;
const schemas = new Map<string, Schema>();
beforeAll(async () => {
  server = await openTestServer();
  await server.exec('create role app_user; create role app_auditor;');
  for (const story of stories('schemas')) {
    const schema = await fixtureSchema(`schemas/${story}/schema.graphql`);
    schemas.set(story, schema);
    mkdirSync(join(SCRATCH, story), { recursive: true });
    for (const { path, text } of [...typescript.generate(schema), ...zod.generate(schema)]) {
      writeFileSync(join(SCRATCH, story, path), text);
    }
    writeFileSync(join(SCRATCH, story, 'equal.ts'), equalities(schema));
  }
});
afterAll(async () => {
  rmSync(SCRATCH, { recursive: true, force: true });
  await server.close();
});

/** A file that compiles only where every schema's type and its interface are one type. */
function equalities(schema: Schema): string {
  const names = typeNames(schema);
  const all = [...names.row.values(), ...names.insert.values(), ...names.enum.values()];
  return [
    `import type { z } from 'zod';`,
    `import type * as T from './types.ts';`,
    `import type * as Z from './zod.ts';`,
    'type Equal<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;',
    ...all.map(
      (name) => `export const equal${name}: Equal<T.${name}, z.infer<typeof Z.${name}Schema>> = true;`,
    ),
  ].join('\n');
}

const OPTIONS = [
  '--ignoreConfig',
  '--strict',
  '--noEmit',
  '--skipLibCheck',
  '--target',
  'ES2022',
  '--module',
  'preserve',
];
const FLAGS = [
  ...OPTIONS,
  '--allowImportingTsExtensions',
  '--isolatedModules',
  '--exactOptionalPropertyTypes',
  '--types',
  '',
];

const tsc = (files: readonly string[]): string => {
  const run = Bun.spawnSync([join(ROOT, 'node_modules', '.bin', 'tsc'), ...FLAGS, ...files], {
    cwd: SCRATCH,
  });
  return run.stdout.toString() + run.stderr.toString();
};

test('types and zod schemas of every fixture are the same types under tsc --strict', () => {
  expect(tsc([...schemas.keys()].map((story) => `${story}/equal.ts`))).toBe('');
});

test('the equality check sees a difference', async () => {
  const path = join(SCRATCH, 'billing', 'equal.ts');
  const text = await Bun.file(path).text();
  writeFileSync(join(SCRATCH, 'billing', 'unequal.ts'), text.replace('T.Invoice,', 'T.Customer,'));
  expect(tsc(['billing/unequal.ts'])).toContain('TS2322');
});

// biome-ignore lint/suspicious/noExplicitAny: what a generated module exports is known to tsc alone.
type Schemas = Record<string, any>;

const PARSERS = { 20: String, 1016: (text: string) => text.slice(1, -1).split(',') };

async function rowsFrom(table: string): Promise<readonly unknown[]> {
  await server.refreshArrayTypes();
  return (await server.query(`select * from ${table}`, [], { parsers: PARSERS })).rows;
}

async function withRows(sample: Sample, schema: Schema, use: () => Promise<void>): Promise<void> {
  await rolledBack(server, async () => {
    await server.exec(createAllSql(schema));
    for (const { model, rows } of sample.tables) await server.exec(insertRows(model, rows));
    await use();
  });
}

describe.each([...stories('schemas')])('%s', (story) => {
  test('zod accepts every row that PostgreSQL returns', async () => {
    const schema = schemas.get(story) ?? { objects: [] };
    const names = typeNames(schema);
    const generated = (await import(join(SCRATCH, story, 'zod.ts'))) as Schemas;
    const sample = sampleSchema(schema, FILL(8));
    await withRows(sample, schema, async () => {
      for (const { model } of sample.tables) {
        const rows = await rowsFrom(qualified(model.table));
        for (const name of [names.row, names.insert]) {
          const { error } = generated[`${name.get(model.table.id)}Schema`].array().safeParse(rows);
          expect(error).toBeUndefined();
        }
      }
    });
  });

  test('zod refuses what breaks a type or NOT NULL', async () => {
    const schema = schemas.get(story) ?? { objects: [] };
    const names = typeNames(schema);
    const generated = (await import(join(SCRATCH, story, 'zod.ts'))) as Schemas;
    const sample = sampleSchema(schema, PROBES);
    let tried = 0;
    await withRows(sample, schema, async () => {
      for (const table of sample.tables) {
        const [row, insert] = [names.row, names.insert].map(
          (map) => generated[`${map.get(table.model.table.id)}Schema`],
        );
        const [valid] = (await rowsFrom(qualified(table.model.table))) as readonly Record<string, unknown>[];
        expect(row.safeParse(valid).success).toBe(true);
        for (const { name, breaks, broken } of brokenRows(sample, table, valid ?? {})) {
          const { success } = (breaks === 'not null' ? insert : row).safeParse(broken);
          expect(`${name} ${breaks} ${success}`).toBe(`${name} ${breaks} false`);
          tried++;
        }
      }
    });
    expect(tried).toBeGreaterThan(5);
  });
});

function brokenRows(sample: Sample, table: TableSample, valid: Record<string, unknown>) {
  const ofColumns = refusedRows(sample, table).refused.filter(({ object }) => object.startsWith('column:'));
  return ofColumns.map(({ name, breaks, row }) => {
    const value = row.get(name) ?? null;
    const items = value !== null && typeof value === 'object' && 'items' in value ? value.items : value;
    return { name, breaks, broken: { ...valid, [name]: items } };
  });
}
