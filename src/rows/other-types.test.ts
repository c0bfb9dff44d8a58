import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { introspect } from '../ir/introspect/introspect.ts';
import { loadParserForTests, sessionOn } from '../testing.ts';
import { fillOf } from './fill.ts';

let server: PGlite;
beforeAll(async () => {
  await loadParserForTests();
  server = new PGlite();
});
afterAll(() => server.close());

/** Fills what the SQL makes; how many rows each table has then. */
async function filled(sql: string): Promise<Readonly<Record<string, number>>> {
  await server.exec(`drop schema public cascade; create schema public; ${sql}`);
  const schema = await introspect(sessionOn(server));
  const { fill, unfilled } = fillOf(schema, 12, () => true);
  expect(unfilled).toEqual([]);
  const counts: Record<string, number> = {};
  for (const { table, sql: insert } of fill) counts[table] = (await server.query(insert)).affectedRows ?? 0;
  return counts;
}

const TYPES =
  `money "char" oid regclass pg_lsn timetz bit(3) varbit macaddr macaddr8 point line lseg box path polygon circle
  int4range int8range numrange daterange tsrange tstzrange int4multirange datemultirange tstzmultirange tsvector tsquery
  jsonpath name xml tsrange[] point[] bit(5)[]`
    .split(/\s+/)
    .map((type) => type.replace(/^xml$/, 'text'));

test('a required column of any type of PostgreSQL gets values', async () => {
  const columns = TYPES.map((type, i) => `c${i} ${type} not null`).join(', ');
  expect(
    await filled(`create table t (id int primary key, ${columns});
      create table k (span tstzrange primary key, place macaddr unique not null)`),
  ).toEqual({ 'table:public.k': 12, 'table:public.t': 12 });
});

test('a column whose type is a domain gets values of its base type that the domain takes', async () => {
  expect(
    await filled(`create domain email as text constraint has_at check (value ~ '^[a-z]+@[a-z]+$') constraint short check (length(value) < 60);
      create domain "Own Id" as bigint not null check (value > 100); create domain narrow as email check (value like 'a%');
      create domain tags as text[]; create domain wide as numeric(8,2) default 1 not null check (value >= 0 and value <= 5);
      create table t (id "Own Id" primary key, mail email not null, n narrow not null, all_tags tags not null, w wide)`),
  ).toEqual({ 'table:public.t': 12 });
});
