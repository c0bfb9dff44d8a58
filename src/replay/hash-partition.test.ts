import { afterAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { holdsHash } from './hash-partition.ts';

const postgres = await PGlite.create();
afterAll(() => postgres.close());

test.each([
  [['int8'], ['0']],
  [['int8'], ['-1']],
  [['int4'], ['2147483647']],
  [['int2'], ['-32768']],
  [['int8'], ['-4294967297']],
  [['int8'], ['123456789012345678']],
  [
    ['int4', 'int8'],
    ['3', '-4'],
  ],
])('keys %p of %p go where PostgreSQL puts them', async (types, values) => {
  await postgres.exec(`drop table if exists h; create table h (${types.map((type, i) => `k${i} ${type}`)})
    partition by hash (${types.map((_, i) => `k${i}`)})`);
  const keys = types.map((type, i) => `'${values[i]}'::${type}`);
  const { rows } = await postgres.query<{ holds: boolean }>(
    `select satisfies_hash_partition('h'::regclass, 7, r, ${keys}) as holds from generate_series(0, 6) r`,
  );
  const ours = rows.map((_, remainder) => holdsHash({ modulus: 7, remainder }, types, values));
  expect(ours).toEqual(rows.map(({ holds }) => holds));
});

test('what is not hashed here may be anywhere', () => {
  expect(holdsHash({ modulus: 2, remainder: 1 }, ['text'], ['a'])).toBe(true);
  expect(holdsHash({ modulus: 2 }, ['int8'], ['99999999999999999999'])).toBe(true);
});
