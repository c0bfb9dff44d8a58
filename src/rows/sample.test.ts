import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { createAllSql } from '../ir/create-all.ts';
import type { Schema } from '../ir/schema.ts';
import { quoteIdentifier, quoteQualified } from '../sql/identifier.ts';
import { fixtureSchema, openTestServer, rolledBack, schemaFrom, stories } from '../testing.ts';
import { insertRows } from './insert.ts';
import { refusedRows } from './refused.ts';
import { FILL, PROBES, type Sample, sampleSchema, type TableSample } from './sample.ts';

let server: PGlite;
beforeAll(async () => {
  server = await openTestServer();
  await server.exec('create role app_user; create role app_auditor;');
});
afterAll(() => server.close());

const insertAll = async (sample: Sample): Promise<void> => {
  for (const { model, rows } of sample.tables) await server.exec(insertRows(model, rows));
};
const counts = (sample: Sample): readonly number[] => sample.tables.map(({ rows }) => rows.length);
const load = (schema: Schema): Promise<unknown> => server.exec(createAllSql(schema));

const PATHS = [
  ...stories('schemas').map((story) => `schemas/${story}/schema.graphql`),
  ...stories('changes').flatMap((story) => [
    `changes/${story}/before.graphql`,
    `changes/${story}/after.graphql`,
  ]),
];

describe.each(PATHS)('%s', (path) => {
  test('PostgreSQL accepts every filled row, and test rows beside them', async () => {
    const schema = await fixtureSchema(path);
    const [filled, probes] = [sampleSchema(schema, FILL(60)), sampleSchema(schema, PROBES)];
    expect([...filled.unsolved, ...probes.unsolved]).toEqual([]);
    expect(counts(probes)).toEqual(probes.tables.map(() => 3));
    await rolledBack(server, async () => {
      await load(schema);
      await insertAll(filled);
      await insertAll(probes);
    });
  });
});

describe.each(PATHS.filter((path) => !path.includes('changes/') || path.includes('many-at-once/after')))(
  '%s',
  (path) => {
    test('PostgreSQL refuses every refused row for the reason given, and accepts it once that reason is gone', async () => {
      const schema = await fixtureSchema(path);
      const sample = sampleSchema(schema, PROBES);
      await rolledBack(server, async () => {
        await load(schema);
        await insertAll(sample);
        await server.exec('set constraints all immediate');
        for (const table of sample.tables) await expectRefusals(sample, table);
      });
    });
  },
);

async function expectRefusals(sample: Sample, table: TableSample): Promise<void> {
  const { refused } = refusedRows(sample, table);
  for (const { setup, row, sqlState, name, breaks, object } of refused) {
    await server.exec('savepoint before');
    if (setup) await server.exec(insertRows(table.model, [setup]));
    const sql = insertRows(table.model, [row]);
    const state = await server.exec(`savepoint tried; ${sql}`).then(
      () => 'accepted',
      (error: { code?: string }) => error.code ?? 'no code',
    );
    expect(`${table.model.table.name}.${name} (${breaks}): ${state}`).toBe(
      `${table.model.table.name}.${name} (${breaks}): ${sqlState}`,
    );
    await server.exec('rollback to tried');
    const drop = dropSql(table, object, breaks);
    if (drop !== null) await server.exec(`${drop}; ${sql}`);
    await server.exec('rollback to before');
  }
}

function dropSql({ model }: TableSample, object: string, breaks: string): string | null {
  const on = quoteQualified(model.table.schema, model.table.name);
  const index = model.indexes.find(({ id }) => id === object);
  if (index) return `drop index ${quoteQualified(index.schema, index.name)}`;
  const constraint = [...model.checks, ...model.uniques, ...model.foreignKeys, model.primaryKey].find(
    (c) => c?.id === object,
  );
  if (!constraint || breaks === 'not null') return null;
  return `alter table ${on} drop constraint ${quoteIdentifier(constraint.name)} cascade`;
}

test('a table with few possible keys keeps room for the rows of a test', async () => {
  const schema = await schemaFrom(`
    enum Grade { A B C D }
    type Level @wes_table { grade: Grade! @wes_pk }
    type Country @wes_table { code: String! @wes_pk @wes_column(type: "char(2)") }
    type Gate @wes_table { name: String! @wes_pk @wes_check(expr: "name ~ '^[A-Z]{2}$'") }
    type Slot @wes_table { hour: Int! @wes_pk @wes_check(expr: "hour BETWEEN 0 AND 23") }
    type Flag @wes_table { up: Boolean! @wes_pk }
    type Pin @wes_table { digit: String! @wes_pk @wes_column(length: 1) }`);
  const [filled, probes] = [sampleSchema(schema, FILL(1000)), sampleSchema(schema, PROBES)];
  expect([...filled.unsolved, ...probes.unsolved]).toEqual([]);
  expect(Math.min(...counts(probes))).toBe(1);
  await rolledBack(server, async () => {
    await load(schema);
    await insertAll(filled);
    await insertAll(probes);
  });
});

test.each([
  [
    'a check that has no evaluator',
    'type T @wes_table { id: Int! @wes_pk @wes_check(expr: "sqrt(id) > 1", name: "root") }',
    'check root: sqrt() has no evaluator',
  ],
  [
    'a check that nothing meets',
    'type T @wes_table { id: Int! @wes_pk @wes_check(expr: "id > 5 AND id < 5", name: "never") }',
    'no row was found that never accepts',
  ],
  [
    'a pattern that JavaScript reads otherwise',
    String.raw`type T @wes_table { id: Int! @wes_pk x: String! @wes_check(expr: "x ~ '\\mword[[.hyphen.]]'", name: "word") }`,
    'no row was found that word accepts',
  ],
  [
    'required keys in a circle',
    'type A @wes_table { id: ID! @wes_pk b: ID! @wes_fk(ref: "B.id") } type B @wes_table { id: ID! @wes_pk a: ID! @wes_fk(ref: "A.id") }',
    'foreign key a_b_fkey: it is part of a cycle of required keys',
  ],
  [
    'a type without a generator',
    'type T @wes_table { id: Int! @wes_pk p: String! @wes_column(type: "pg_snapshot") }',
    'column p: type pg_snapshot has no sample',
  ],
])('%s leaves the table unsolved, with the reason', async (_title, sdl, reason) => {
  const { tables, unsolved } = sampleSchema(await schemaFrom(sdl), FILL(3));
  expect(tables).toEqual([]);
  expect(unsolved[0]?.reason).toBe(reason);
});

test('a table that needs an unsolved one is unsolved too', async () => {
  const sdl = `type P @wes_table { id: Int! @wes_pk @wes_check(expr: "sqrt(id) > 1", name: "root") }
    type C @wes_table { id: ID! @wes_pk p: Int! @wes_fk(ref: "P.id") maybe: Int @wes_fk(ref: "P.id") }
    type D @wes_table { id: ID! @wes_pk p: Int @wes_fk(ref: "P.id") }`;
  const { tables, unsolved } = sampleSchema(await schemaFrom(sdl), FILL(3));
  expect(tables.map(({ model }) => model.table.name)).toEqual(['d']);
  expect(unsolved.map(({ reason }) => reason)).toEqual([
    'check root: sqrt() has no evaluator',
    'foreign key c_p_fkey: table:public.p has no sample row',
  ]);
});

test('the same numbers give the same bytes', async () => {
  const schema = await fixtureSchema('schemas/saas/schema.graphql');
  const bytes = () =>
    sampleSchema(schema, FILL(20))
      .tables.map(({ model, rows }) => insertRows(model, rows))
      .join('\n');
  expect(bytes()).toBe(bytes());
});

test('every fourth filled row leaves out what may be left out', async () => {
  const schema = await fixtureSchema('schemas/billing/schema.graphql');
  const invoices = sampleSchema(schema, FILL(8)).tables.find(({ model }) => model.table.name === 'invoice');
  expect(invoices?.rows.map((row) => row.get('note') === null)).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    true,
  ]);
});
