import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { createAllSql } from '../ir/create-all.ts';
import { openTestServer, rolledBack, schemaFrom } from '../testing.ts';
import { insertRows } from './insert.ts';
import { refusedRows } from './refused.ts';
import { FILL, PROBES, sampleSchema } from './sample.ts';
import { literal } from './value.ts';

let server: PGlite;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

/** Columns and a check over them, as people write them. */
const CHECKS: readonly (readonly [columns: string, check: string])[] = [
  ['x: String!', `x ~* '^[^@]+@[^@]+\\.[^@]+$'`],
  ['x: String!', `x ~ '^\\+[1-9][0-9]{1,14}$'`],
  ['s: Date! e: Date!', 's < e AND e - s <= 90'],
  ['k: String! d: Int!', `(k = 'percent' AND d BETWEEN 0 AND 100) OR (k = 'fixed' AND d >= 0)`],
  ['x: String!', `x ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'`],
  ['x: String! @wes_unique', `x ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'`],
  ['x: String!', `char_length(trim(x)) > 0`],
  ['x: JSON!', `jsonb_typeof(x->'items') = 'array'`],
  ['x: Float!', 'x BETWEEN -90 AND 90'],
  ['x: String!', `x = upper(x) AND length(x) = 3`],
  ['a: Int b: String c: Date', 'num_nonnulls(a, b, c) = 1'],
  ['x: [String!]!', `array_length(x, 1) <= 5 AND x <> '{}'`],
  ['x: Int!', 'x IN (1,2,3,4,5)'],
  ['a: Date! b: Date!', `b <= a + interval '1 year'`],
  ['x: String!', `x ~ '^#(?:[0-9a-fA-F]{3}){1,2}$'`],
  ['x: String! y: String', `x IN ('a','b') OR y IS NOT NULL`],
  [
    't: Decimal! @wes_column(precision: 10, scale: 2) n: Decimal! @wes_column(precision: 10, scale: 2) x: Decimal! @wes_column(precision: 10, scale: 2)',
    't = n + x',
  ],
  ['n: Decimal! q: Int! u: Decimal!', 'n = q * u'],
  ['a: DateTime! b: DateTime!', `b > a + interval '15 minutes'`],
  ['a: Boolean! b: Boolean!', 'NOT (a AND b)'],
  ['c: String! v: String', `c = 'DE' OR v IS NOT NULL`],
  ['x: String!', 'lower(x) <> x'],
  ['x: String! @wes_unique', 'length(x) = 6 AND x = upper(x)'],
  ['x: Bytes!', 'octet_length(x) = 20'],
  ['x: Date!', 'extract(dow from x) BETWEEN 1 AND 5'],
  ['x: Date!', `date_trunc('month', x) = x`],
  ['x: Int!', 'x BETWEEN 1900 AND 2100'],
  ['x: String!', `x = ANY (ARRAY['a','b'])`],
  ['x: String!', `x !~ '\\s'`],
  ['x: String!', `x NOT LIKE '% %' AND x = lower(x) AND length(x) BETWEEN 2 AND 32`],
  ['x: Int! y: Int!', 'x > y AND y > 100 AND x < 1000'],
  ['x: DateTime', `x > now()`],
  ['x: DateTime!', `x <= now()`],
  ['x: String!', `x ~ '^\\d{4}-\\d{2}$'`],
  ['x: String!', `x ~ '^(draft|sent|paid)$'`],
  ['x: JSON!', `x ? 'id' AND x->>'kind' IN ('a','b')`],
  ['x: Int! @wes_column(type: "smallint")', 'x % 5 = 0'],
  ['x: Decimal! @wes_column(precision: 3, scale: 2)', 'x > 0 AND x < 1'],
  ['x: Time! y: Time!', `y > x AND x >= '08:00' AND y <= '20:00'`],
  ['x: String!', `x <> '' AND x = btrim(x)`],
  ['x: String!', `length(x) >= 8 AND x ~ '[0-9]' AND x ~ '[A-Z]'`],
  ['x: Int! @wes_unique', 'x >= 1 AND x <= 12'],
  ['x: String!', `starts_with(x, 'usr_')`],
  ['x: String!', `left(x, 4) = 'usr_'`],
  ['x: String! y: String!', 'x <> y'],
  ['x: String! y: String!', 'x = y'],
  ['x: Interval!', `x BETWEEN interval '1 hour' AND interval '1 day'`],
  ['x: String!', `x ~ '^[0-9a-f]{8}-[0-9a-f]{4}$'`],
  ['x: String!', `position(' ' in x) = 0`],
  ['x: UUID!', `x <> '00000000-0000-0000-0000-000000000000'`],
  ['x: [Int!]!', '0 < ALL (x)'],
  ['x: String!', `x ~ '^https?://'`],
  ['x: String!', `x ~ '^[^\\s@]+@example\\.(com|org)$'`],
  ['x: Int!', 'CASE WHEN x > 10 THEN x < 20 ELSE x >= 0 END'],
];

test.each(CHECKS)('%s, CHECK (%s): rows that meet it, and one that breaks it', async (columns, check) => {
  const type = `type T @wes_table @wes_check(expr: ${JSON.stringify(check)}, name: "c") { id: Int! @wes_pk ${columns} }`;
  const schema = await schemaFrom(type);
  const [filled, probes] = [sampleSchema(schema, FILL(40)), sampleSchema(schema, PROBES)];
  const [table] = probes.tables;
  expect([...filled.unsolved, ...probes.unsolved]).toEqual([]);
  if (!table) throw new Error('no table');
  const { refused, untested } = refusedRows(probes, table);
  expect(untested).toEqual([]);
  await rolledBack(server, async () => {
    await server.exec(createAllSql(schema));
    for (const { model, rows } of [...filled.tables, ...probes.tables])
      await server.exec(insertRows(model, rows));
    const broken = refused.filter(({ breaks }) => breaks === 'check');
    expect(broken).toHaveLength(1);
    for (const { row, sqlState } of broken) {
      const code = await server.exec(insertRows(table.model, [row])).then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      );
      expect(code).toBe(sqlState);
    }
  });
});

test('no row depends on the day it is looked at', async () => {
  const schema = await schemaFrom(
    `type T @wes_table { id: Int! @wes_pk x: DateTime! @wes_check(expr: "x > now() AND x <> '2030-01-01'", name: "later") }`,
  );
  const [table] = sampleSchema(schema, FILL(40)).tables;
  const years = table?.rows.map((row) => Number(literal(row.get('x') ?? null).slice(1, 5))) ?? [];
  expect(years).toHaveLength(40);
  expect(years.filter((year) => year < 2999)).toEqual([]);
});
