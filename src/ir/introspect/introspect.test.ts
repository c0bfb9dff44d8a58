import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { sessionOn } from '../../testing.ts';
import type { Session } from '../../world/engine.ts';
import type { ObjectKind, Schema, TableObject } from '../schema.ts';
import { introspect, introspectAgain, introspectHere } from './introspect.ts';

let server: PGlite;
let session: Session;
beforeAll(() => {
  server = new PGlite();
  session = sessionOn(server);
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  await server.exec(
    'drop schema public cascade; create schema public; drop schema if exists "Other" cascade',
  );
});

async function read(sql: string): Promise<Schema> {
  await server.exec(`set search_path = public; ${sql}`);
  return introspect(session);
}
const only = ({ objects }: Schema, kind: ObjectKind) => objects.filter((object) => object.kind === kind);
const ids = ({ objects }: Schema) => objects.map(({ id }) => id);

test('types and expressions come qualified, whatever the search_path', async () => {
  const schema = await read(`create type mood as enum ('b', 'a');
    create table t (m mood default 'a', l mood[], check (m <> 'b'::mood))`);
  expect(only(schema, 'enum')).toMatchObject([{ id: 'enum:public.mood', values: ['b', 'a'] }]);
  expect(only(schema, 'column')).toMatchObject([
    { name: 'l', type: 'public.mood[]', enumType: 'enum:public.mood' },
    { name: 'm', type: 'public.mood', default: "'a'::public.mood" },
  ]);
  expect(only(schema, 'constraint')).toMatchObject([{ expression: "(m <> 'b'::public.mood)" }]);
});

test('keys, foreign keys and their options are read', async () => {
  const schema = await read(`create table r (id int primary key, u int unique nulls not distinct);
    create table t (r_id int constraint fk references r (id) on delete set null deferrable initially deferred)`);
  expect(only(schema, 'constraint')).toMatchObject([
    { type: 'primary key', columns: ['id'], nullsNotDistinct: false },
    { type: 'unique', columns: ['u'], nullsNotDistinct: true },
    {
      type: 'foreign key',
      name: 'fk',
      refTable: 'table:public.r',
      refColumns: ['id'],
      onDelete: 'SET NULL',
      deferrable: 'initially deferred',
    },
  ]);
});

test('an index tells its order, operator class, condition and included columns', async () => {
  const schema = await read(`create table t (a text, b int);
    create index i on t (a text_pattern_ops desc, (b + 1)) include (b) where b > 0; create index plain on t (b)`);
  expect(only(schema, 'index')).toMatchObject([
    {
      name: 'i',
      keys: ['a text_pattern_ops DESC', '((b + 1))'],
      columns: null,
      include: ['b'],
      where: '(b > 0)',
    },
    { name: 'plain', keys: ['b'], columns: ['b'], include: [], where: null },
  ]);
});

test('a key of an index tells its collation where that is not the one of its column', async () => {
  const schema = await read(`create collation "Own" (locale = 'C');
    create table t (a text, c text collate "C");
    create index i on t (a collate "C", c, c collate "POSIX", lower(a) collate "C" desc, a collate "Own" text_pattern_ops, upper(a), lower(c), upper(c) collate "default")`);
  expect(only(schema, 'index')).toMatchObject([
    {
      keys: [
        'a COLLATE "C"',
        'c',
        'c COLLATE "POSIX"',
        'lower(a) COLLATE "C" DESC',
        'a COLLATE public."Own" text_pattern_ops',
        'upper(a)',
        'lower(c)',
        'upper(c) COLLATE "default"',
      ],
    },
  ]);
});

test('policies and row security are read', async () => {
  const schema =
    await read(`create table t (a int); alter table t enable row level security, force row level security;
    create policy p on t as restrictive for update to current_user using (a > 0) with check (a > 1)`);
  expect(only(schema, 'table')).toMatchObject([{ rowSecurity: true, forceRowSecurity: true }]);
  expect(only(schema, 'policy')).toMatchObject([
    { command: 'UPDATE', permissive: false, roles: ['postgres'], using: '(a > 0)', check: '(a > 1)' },
  ]);
});

test('schemas and comments are read, those of the system and of Wesley are not', async () => {
  const schema = await read(`create schema "Other"; create schema wesley; create table wesley.ledger (a int);
    create table "Other".t (a int); comment on table "Other".t is 'said'; create temporary table passing (a int)`);
  await server.exec('drop schema wesley cascade; drop table passing');
  expect(ids(schema)).toEqual(['column:Other.t.a', 'schema:Other', 'table:Other.t']);
  expect(only(schema, 'table')).toMatchObject([{ comment: 'said' }]);
});

test('what no schema expresses is known by its kind and its name', async () => {
  const schema = await read(`create table p (a int) partition by range (a);
    create table p1 partition of p for values from (0) to (9);
    create view v as select 1; create sequence s; create table t (a serial);
    create function f(a int) returns int language sql as 'select a'; create domain d as int check (value > 0);
    create rule r as on insert to t do also notify changed`);
  expect(only(schema, 'carried').map(({ id }) => id)).toEqual([
    'carried:domain public.d',
    'carried:function public.f(integer)',
    'carried:rule r on public.t',
    'carried:view public.v',
  ]);
  expect(only(schema, 'sequence')).toMatchObject([
    { id: 'sequence:public.s', ownedBy: null },
    { id: 'sequence:public.t_a_seq', type: 'integer', ownedBy: 'column:public.t.a' },
  ]);
  expect(only(schema, 'table')).toMatchObject([
    { carried: { partitionKey: 'RANGE (a)' } },
    { carried: { partitionOf: { table: 'table:public.p', bound: 'FOR VALUES FROM (0) TO (9)' } } },
    { id: 'table:public.t' },
  ]);
});

test('outside of a transaction it leaves none, and inside it sees what was done so far', async () => {
  await read('create table t (a int)');
  await server.exec('begin; alter table public.t add b int');
  try {
    expect(ids(await introspectHere(session))).toContain('column:public.t.b');
  } finally {
    await server.exec('rollback');
  }
  expect(ids(await introspect(session))).not.toContain('column:public.t.b');
});

test('read again after a statement on one table, the schema is what it would be read anew', async () => {
  const before = await read('create table t (a int); create table u (a int)');
  await server.exec(`alter table public.t add b int, add check (b > 0); create index on public.t (b);
    create type public.mood as enum ('x')`);
  const table = before.objects.find((object): object is TableObject => object.id === 'table:public.t');
  const again = await introspectAgain(session, before, table ?? null);
  expect(again).toEqual(await introspect(session));
  await server.exec('drop table public.t');
  expect(await introspectAgain(session, again, table ?? null)).toEqual(await introspect(session));
});

test('what happens to another table is not looked at', async () => {
  const before = await read('create table t (a int)');
  await server.exec('create table public.late (a int)');
  expect(ids(await introspectAgain(session, before, null))).not.toContain('table:public.late');
});

test('rights alone are read where there is nothing else to carry', async () => {
  await server.exec('drop role if exists reader; create role reader');
  const schema = await read('create table t (a int); grant select on t to reader');
  await server.exec('drop table public.t; drop role reader');
  expect(only(schema, 'carried')).toMatchObject([
    {
      id: 'carried:grants on table public.t',
      what: 'grants',
      definition: 'GRANT SELECT ON TABLE public.t TO reader;',
      roles: expect.arrayContaining(['reader']),
    },
  ]);
});
