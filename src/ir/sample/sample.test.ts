import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { fixtureSchema, openTestServer, rolledBack, schemaFrom, stories } from '../../testing.ts';
import { createAllSql } from '../create-all.ts';
import type { Schema } from '../schema.ts';
import { insertRows } from './insert.ts';
import { FILL, PROBES, type Sample, sampleSchema } from './sample.ts';

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
  ...stories('changes').flatMap((story) => [`changes/${story}/before.graphql`, `changes/${story}/after.graphql`]),
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
