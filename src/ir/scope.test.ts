import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { changedTables } from '../diff/changed-tables.ts';
import { diff } from '../diff/diff.ts';
import { predictScript } from '../locks/script-effects.ts';
import { makePlan } from '../plan/make-plan.ts';
import { fixtureSchema, loadParserForTests, sessionOn, stories } from '../testing.ts';
import type { Session } from '../world/engine.ts';
import { createAllSql } from './create-all.ts';
import { elaborate } from './elaborate.ts';
import { introspect } from './introspect/introspect.ts';
import type { ObjectId, Schema } from './schema.ts';
import { cutTo, scopeOf } from './scope.ts';

let server: PGlite;
let session: Session;
beforeAll(async () => {
  server = new PGlite();
  session = sessionOn(server);
  await loadParserForTests();
});
afterAll(async () => {
  await server.close();
});

const DATABASE = `
  create table region (id int primary key);
  create table customer (id int primary key, region int references region);
  create table invoice (id int primary key, customer int references customer, total numeric check (total > 0));
  create table line (id int primary key, invoice int references invoice);
  create table part (id int primary key, line int references line);
  create table rate (id int primary key, value numeric);
  create table member (id int primary key, name text);
  create function is_member(who text) returns boolean language sql stable
    begin atomic select exists (select from public.member m where m.name = who); end;
  create table secret (id int primary key, owner text);
  alter table secret enable row level security;
  create policy own on secret using (public.is_member(owner));
  create view total as select i.id, i.total * r.value as total from invoice i cross join rate r;
  create table other (id serial primary key);
  create table log (at timestamptz not null) partition by range (at);
  create table log_old partition of log for values from ('2020-01-01') to ('2021-01-01');
  create table log_new partition of log for values from ('2021-01-01') to ('2022-01-01');`;

async function database(): Promise<Schema> {
  await server.exec(
    `drop schema public cascade; create schema public; set search_path = public; ${DATABASE}`,
  );
  return introspect(session);
}

const scoped = (schema: Schema, table: string): readonly string[] =>
  scopeOf(schema, schema, new Set<ObjectId>([`table:public.${table}`])).map((id) =>
    id.slice('table:public.'.length),
  );

test('a scope has what references a table, what both reference, and what views have besides it', async () => {
  const schema = await database();
  expect(scoped(schema, 'invoice')).toEqual(['customer', 'invoice', 'line', 'rate', 'region']);
  expect(scoped(schema, 'other')).toEqual(['other']);
  expect(scoped(schema, 'log')).toEqual(['log', 'log_new', 'log_old']);
  expect(scoped(schema, 'log_old')).toEqual(['log', 'log_old']);
});

test('a table that a function of a policy reads is in the scope', async () => {
  expect(scoped(await database(), 'secret')).toEqual(['member', 'secret']);
  expect(scoped(await database(), 'member')).toEqual(['member']);
});

test('a part can be made anew, and each of its objects is as in the whole', async () => {
  const whole = await database();
  await server.exec('drop schema public cascade; create schema public');
  for (const table of ['invoice', 'secret', 'other', 'log', 'rate', 'part']) {
    const part = cutTo(whole, scopeOf(whole, whole, new Set<ObjectId>([`table:public.${table}`])));
    const made = await elaborate(part, session);
    expect(made.objects.map(({ id }) => id)).toEqual(part.objects.map(({ id }) => id));
    expect(diff(made, part)).toEqual([]);
  }
});

test('what tables of the scope need by now is in the part, so that the part differs', async () => {
  const before = await database();
  const scope = scopeOf(before, before, new Set<ObjectId>(['table:public.other']));
  await server.exec('alter table other add column region int references region');
  const after = cutTo(await introspect(session), scope);
  expect(after.objects.map(({ id }) => id)).toContain('table:public.region');
  expect(diff(cutTo(before, scope), after)).not.toEqual([]);
});

test.each(stories('changes'))('%s: plan and locks are the same as with the whole schema', async (story) => {
  const [from, to] = await Promise.all(
    ['before', 'after'].map((name) => fixtureSchema(`changes/${story}/${name}.graphql`)),
  );
  if (!from || !to) throw new Error('a story has two schemas');
  const scope = scopeOf(from, to, changedTables(diff(from, to), [from, to]));
  const [partFrom, partTo] = [cutTo(from, scope), cutTo(to, scope)];
  const steps = makePlan(diff(from, to), from, to).plan?.steps.map(({ sql }) => sql) ?? [];
  expect(steps).not.toEqual([]);
  expect(makePlan(diff(partFrom, partTo), partFrom, partTo).plan?.steps.map(({ sql }) => sql)).toEqual(steps);
  expect(predictScript(createAllSql(partFrom), steps, 17)).toEqual(
    predictScript(createAllSql(from), steps, 17),
  );
});
