import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { readCarriedSql } from '../../ir/carried/script.ts';
import { createAll, createRest } from '../../ir/create-all.ts';
import { introspect } from '../../ir/introspect/introspect.ts';
import type { Schema } from '../../ir/schema.ts';
import { factsText, schemaOf } from '../../ir/schema-of.ts';
import { loadParserForTests, schemaFrom, sessionOn } from '../../testing.ts';
import { filesOf, pulledFrom } from './pulled.ts';

/* Every kind of database here was met in a project; its files make it again as it was. */

let server: PGlite;
beforeAll(async () => {
  await loadParserForTests();
  server = new PGlite();
});
afterAll(async () => {
  await server.close();
});

const catalog = async (query: string): Promise<unknown> => (await server.query(query)).rows;

const sqlOf = (schema: Schema): string =>
  [...createAll(schema), ...createRest(schema)].map(({ sql }) => sql).join('\n');

/** Makes a database, reads it into files, makes it again from these; gives what a query finds in both. */
async function twice(sql: string, query: string): Promise<readonly [unknown, unknown]> {
  const afresh = 'drop schema public cascade; create schema public; set search_path = public;';
  await server.exec(`${afresh} ${sql}`);
  const [schema, found] = [await introspect(sessionOn(server)), await catalog(query)];
  const files = new Map(filesOf(pulledFrom(schema, {}), 18).map(({ path, text }) => [path, text]));
  const carried = readCarriedSql(files.get('carried.sql') ?? '');
  if (typeof carried === 'string') throw new Error(carried);
  const declared = await schemaFrom(files.get('schema.graphql') ?? '');
  await server.exec(
    `${afresh} reset search_path; set check_function_bodies = off; ${sqlOf(schemaOf([...declared.objects, ...carried]))}`,
  );
  const again = await introspect(sessionOn(server));
  expect(again.objects.map(factsText)).toEqual(schema.objects.map(factsText));
  return [found, await catalog(query)];
}

test('tables that are unlogged and point at each other, with sequences that are and one that is not', async () => {
  const [before, after] = await twice(
    `create unlogged table modes (name text primary key, token int, seq serial);
     create unlogged table locks (name text primary key references modes, token int);
     alter table modes add foreign key (name) references locks;
     create sequence kept_seq; create unlogged table limits (id int primary key default nextval('kept_seq'));
     alter sequence kept_seq owned by limits.id`,
    `select relname, relpersistence from pg_class where relnamespace = 'public'::regnamespace order by 1`,
  );
  expect(before).toContainEqual({ relname: 'kept_seq', relpersistence: 'p' });
  expect(before).toContainEqual({ relname: 'modes_seq_seq', relpersistence: 'u' });
  expect(after).toEqual(before);
});

test('a varchar that is one of some words, wherever an expression stands', async () => {
  const words = "status in ('new', 'it''s', E'back\\\\slash')";
  await twice(
    `create table orders (id int primary key, status varchar(20) not null check (${words}), open bool generated always as (${words}) stored);
     create index open_idx on orders (id) where ${words}; create index flag_idx on orders ((${words}));
     alter table orders enable row level security;
     create policy p on orders using (${words}) with check (not ${words});
     create view open_orders as select id, ${words} as open from orders where status not in ('done', 'gone');
     create domain word as varchar check (value in ('a', 'b'));
     create function note() returns trigger language plpgsql as 'begin return new; end';
     create trigger t before insert on orders for each row when (new.status in ('a', 'b')) execute function note()`,
    'select 1',
  );
});

test('names of NOT NULL constraints that renames and other tables have moved on', async () => {
  await twice(
    `create table a (b_c int not null, id int not null); create table a_b (c int not null);
     create table team (id int not null, name text not null); alter table team rename to organization; create table team (id int not null, name text not null);
     create table identities (id text not null); alter table identities rename id to provider_id; alter table identities add id int not null;
     create table swap (x int constraint swap_y_not_null not null, y int constraint swap_x_not_null not null)`,
    'select 1',
  );
});

test('what a role may do with tables to come, maintenance included', async () => {
  const [before, after] = await twice(
    `create table t (id int primary key);
     do $$ begin create role keeper; exception when duplicate_object then null; end $$;
     alter default privileges in schema public grant all on tables to current_user, keeper`,
    'select defaclobjtype, defaclacl::text from pg_default_acl',
  );
  expect(before).toEqual([{ defaclobjtype: 'r', defaclacl: expect.stringMatching(/^\{postgres=\w*m/) }]);
  expect(after).toEqual(before);
});

test('what the configuration takes out is carried; views that need each other are refused', async () => {
  await server.exec(`drop schema public cascade; create schema public; set search_path = public;
    create table t (id int primary key); create table u (id int primary key, t int references t);`);
  const schema = await introspect(sessionOn(server));
  const { sdl, parts } = pulledFrom(schema, { exclude: ['public.t'] });
  expect(sdl).toContain('type U');
  expect(sdl).toContain('type T @wes_external(table: "public.t"');
  expect(parts.map(({ object, reason }) => [object.id, reason])).toContainEqual([
    'carried:table table:public.t',
    '"manage" of the configuration takes it out',
  ]);
  await server.exec(
    'create view a as select 1 as x; create view b as select x from a; create or replace view a as select x from b;',
  );
  const circular = await introspect(sessionOn(server));
  expect(() => pulledFrom(circular, {})).toThrow('view public.a, view public.b');
});

test('what has to be there before it, whatever it is called', async () => {
  const [found, again] = await twice(
    `create table t (id int primary key); create function af() returns setof int language sql as 'select id from t';
     create function zc(v text) returns boolean language sql immutable as 'select true'; create domain au as text check (zc(value)); create table d (a au);
     create function acc(int) returns int language sql as 'select $1'; create aggregate cnt(*) (sfunc = acc, stype = int); comment on aggregate cnt(*) is 'c';
     create function lg() returns event_trigger language plpgsql as 'begin end'; create event trigger et on ddl_command_start execute function lg();`,
    "select count(*)::int from pg_event_trigger where evtname = 'et' and evttags is null",
  );
  await server.exec('drop event trigger et');
  expect([found, again]).toEqual([[{ count: 1 }], [{ count: 1 }]]);
});
