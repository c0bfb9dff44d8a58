import { afterAll, describe, expect, test } from 'bun:test';
import { openScratch } from '../shell/postgres/pglite.ts';
import { fixtureSchema, schemaFrom, stories } from '../testing.ts';
import { createAll, createAllSql } from './create-all.ts';
import { elaborate, makeRoles, SchemaRefused } from './elaborate.ts';
import { introspect, introspectAgain } from './introspect/introspect.ts';
import { schemaDigest } from './schema-of.ts';

const scratch = await openScratch({ pgtap: false });
const { session } = scratch;
afterAll(() => scratch[Symbol.asyncDispose]());

const drop = async (): Promise<void> => {
  await session.run('drop schema public cascade; create schema public');
};

const fixtures = [
  ...stories('schemas').map((story) => `schemas/${story}/schema.graphql`),
  ...stories('changes').flatMap((story) => [
    `changes/${story}/before.graphql`,
    `changes/${story}/after.graphql`,
  ]),
];

describe.each(fixtures)('%s', (path) => {
  test('has every declared object once PostgreSQL has made it, and no other', async () => {
    const declared = await fixtureSchema(path);
    const elaborated = await elaborate(declared, session);
    expect(elaborated.objects.map(({ id }) => id)).toEqual(declared.objects.map(({ id }) => id));
    expect(elaborated.objects.map((object) => object.declared)).toEqual(
      declared.objects.map((object) => object.declared),
    );
  });

  test('is the same when what PostgreSQL printed is made again', async () => {
    const once = await elaborate(await fixtureSchema(path), session);
    expect(schemaDigest(await elaborate(once, session))).toBe(schemaDigest(once));
  });
});

test('leaves nothing behind', async () => {
  await elaborate(await fixtureSchema('schemas/saas/schema.graphql'), session);
  expect((await introspect(session)).objects).toEqual([]);
});

test.each([
  ['check', '@wes_check(expr: "nosuch(a)")', 'constraint:public.a.a_a_check'],
  ['default', '@wes_default(expr: "nosuch()")', 'column:public.a.a'],
])('names the %s that PostgreSQL refuses', async (_, directive, object) => {
  const schema = await schemaFrom(
    `type A @wes_table { b: Int a: Int ${directive} }\ntype B @wes_table { b: Int }`,
  );
  const refused = await elaborate(schema, session).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SchemaRefused);
  expect(refused).toMatchObject({ object, cause: { sqlState: '42883' } });
});

test('reading one table again is reading all of it again, after every statement of a schema', async () => {
  const schema = await fixtureSchema('schemas/billing/schema.graphql');
  let known = await introspect(session);
  try {
    for (const { object, sql } of createAll(schema)) {
      await session.run(sql);
      const made = schema.objects.find(({ id }) => id === object);
      const owner = made && 'table' in made ? schema.objects.find(({ id }) => id === made.table) : made;
      known = await introspectAgain(session, known, owner?.kind === 'table' ? owner : null);
      expect(schemaDigest(known)).toBe(schemaDigest(await introspect(session)));
    }
  } finally {
    await drop();
  }
});

test('reads what a schema can’t express by name and definition, and makes it again', async () => {
  await session.run(`
    create type pair as (a integer, b text);
    create domain positive as integer check (value > 0);
    create sequence counter;
    create function twice(a integer) returns integer language sql immutable return a * 2;
    create table kept (id integer primary key default nextval('counter'), n positive);
    create view doubled as select twice(n) as m from kept;
    create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger stamped before insert on kept for each row execute function stamp();
    create table parts (id integer) partition by range (id);
    create table part1 partition of parts for values from (0) to (10)`);
  try {
    const live = await introspect(session);
    const carried = live.objects
      .filter(({ kind }) => kind === 'carried')
      .map(({ id }) => id.slice('carried:'.length));
    expect(carried).toEqual([
      'composite type public.pair',
      'domain public.positive',
      'function public.stamp()',
      'function public.twice(a integer)',
      'inherited table public.part1',
      'partitioned table public.parts',
      'sequence public.counter',
      'trigger public."kept.stamped"',
      'view public.doubled',
    ]);
    await drop();
    const again = await elaborate(live, session);
    // Of partitions no more than the name is known.
    const printable = live.objects.filter(({ id }) => !/partitioned|inherited/.test(id));
    expect(schemaDigest(again)).toBe(schemaDigest({ objects: printable }));
  } finally {
    await drop();
  }
});

test('sees keys, options and orders that only SQL can write', async () => {
  await session.run(`
    create table t (a integer, b text collate "C", c integer generated always as (a + 1) stored, d bigint generated by default as identity,
      constraint t_ab unique nulls not distinct (a, b) include (d), constraint t_a check (a > 0) no inherit,
      exclude using btree (d with =));
    create index t_x on t (a desc nulls last, lower(b) text_pattern_ops) include (d) where a > 1`);
  try {
    const live = await introspect(session);
    await drop();
    await session.run(createAllSql(live));
    expect(schemaDigest(await introspect(session))).toBe(schemaDigest(live));
    expect(live.objects.find(({ id }) => id === 'index:public.t_x')).toMatchObject({
      keys: ['a DESC NULLS LAST', 'lower(b) text_pattern_ops'],
      include: ['d'],
      where: '(a > 1)',
    });
  } finally {
    await drop();
  }
});

test('makes missing roles once', async () => {
  const schema = await schemaFrom(
    'type A @wes_table @wes_policy(name: "p", to: ["Odd Role"], using: "true") { a: Int }',
  );
  expect(await makeRoles(schema, session)).toEqual(['Odd Role']);
  expect(await makeRoles(schema, session)).toEqual([]);
});
