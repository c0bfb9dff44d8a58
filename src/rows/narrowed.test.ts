import { beforeAll, expect, test } from 'bun:test';
import { loadParserForTests, schemaFrom } from '../testing.ts';
import { PROBES, sampleSchema } from './sample.ts';

beforeAll(loadParserForTests);

test('rows of a bigint key have numbers that an integer column can point at, over two tables', async () => {
  const schema = await schemaFrom(`
    type A @wes_table { id: BigInt! @wes_pk }
    type B @wes_table { id: BigInt! @wes_pk @wes_fk(ref: "A.id") }
    type C @wes_table { id: Int! @wes_pk, b: Int! @wes_fk(ref: "B.id") }`);
  const sample = sampleSchema(schema, PROBES);
  expect(sample.unsolved).toEqual([]);
  const numbers = sample.tables.flatMap(({ rows }) => rows.map((row) => Number(row.get('id'))));
  expect(sample.tables.map(({ rows }) => rows.length > 0)).toEqual([true, true, true]);
  expect(Math.max(...numbers)).toBeLessThan(2 ** 31);
});
