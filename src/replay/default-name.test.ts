import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { loadParser } from '../sql/parser.ts';
import { catalogOf } from './replay.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));
const postgres = await PGlite.create();
afterAll(() => postgres.close());

const LONG = 'a_table_with_a_name_that_goes_on_and_on_until_nobody_reads_it';
const ACCENTS = 'é'.repeat(28);

test.each([
  'create table t (a int, b int); alter table t add check (a > 0); alter table t add check (a < 9); alter table t add check (a < b)',
  'create table t (a int check (a > 0 and a < 5), b int check (b > a))',
  'create table t (a int, b int); alter table t add unique (a, b); alter table t add unique (a) include (b); alter table t add primary key (a)',
  'create table t (id int primary key); create table u (a int, b int); alter table u add foreign key (a) references t; alter table u add foreign key (a) references t',
  `create table ${LONG} (id int primary key, another_name_of_some_length int unique, check (id > 0))`,
  `create table "${ACCENTS}" ("${ACCENTS}" int unique check ("${ACCENTS}" > 0))`,
  `create table t ("${ACCENTS}a" int, "${ACCENTS}b" int, unique ("${ACCENTS}a", "${ACCENTS}b"))`,
])('constraints without a name get the one that PostgreSQL gives them: %s', async (sql) => {
  await postgres.exec(`drop schema public cascade; create schema public; ${sql}`);
  const { rows } = await postgres.query<{ name: string }>(
    "select conname as name from pg_constraint where contype <> 'n' and connamespace = 'public'::regnamespace",
  );
  const relations = [...catalogOf(sql).relations.values()];
  const names = relations.flatMap(({ constraints }) => [...constraints.keys()]);
  expect(names.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});
