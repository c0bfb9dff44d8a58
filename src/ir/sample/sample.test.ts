import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { fixtureSchema, openTestServer, rolledBack, stories } from '../../testing.ts';
import { createAllSql } from '../create-all.ts';
import type { Schema } from '../schema.ts';
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
    expect(counts(probes)).toEqual(probes.tables.map(() => 2));
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
