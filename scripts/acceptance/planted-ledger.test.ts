import { beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { MAKE_LEDGER } from '../../src/deploy/ledger-shape.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { certify, deploy, deployed } from './ship.ts';
import { openApplication } from './shop.ts';
import { type Database, REAL, type Town, townsFor } from './town.ts';

/* A schema `wesley` that is not as we make it is adopted by nothing, and nothing reads it. */

const townOf = townsFor(REAL);
let made = 0;

/** A database with a finished deployment, and a signed certificate for the next. */
async function deployedOnce({ place, makeDatabase }: Town, name: string): Promise<Database> {
  const database = await makeDatabase(name);
  certify(place, 'schema.graphql', database.url);
  expect(deployed(deploy(place, database.url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await database.root.run(
    "create function public.size_of(t text) returns int language sql immutable as 'select length(t)'",
  );
  certify(place, 'longer.graphql', database.url);
  return database;
}

const TRAP = `create function public.trap() returns trigger language plpgsql as $$ begin create role trapped; return new; end $$`;

const PLANTED: readonly (readonly [what: string, sql: string, found: RegExp])[] = [
  [
    'a trigger',
    `${TRAP}; create trigger t before insert on wesley.step for each row execute function public.trap()`,
    /trigger t on wesley\.step/,
  ],
  [
    'a trigger on updates',
    `${TRAP}; create trigger t after update on wesley.deployment for each row execute function public.trap()`,
    /trigger t on wesley\.deployment/,
  ],
  ['a rule', 'create rule r as on insert to wesley.step do also notify x', /rule r on wesley\.step/],
  ['a policy', 'create policy p on wesley.step using (true)', /policy p on wesley\.step/],
  ['row security', 'alter table wesley.step enable row level security', /row security of wesley\.step/],
  ['a default', 'alter table wesley.step alter batches set default 1', /default 1/],
  ['a column', 'alter table wesley.step add column more int', /column wesley\.step\.more/],
  [
    'a generated column',
    'alter table wesley.step add column more int generated always as (position + 1) stored',
    /generated as/,
  ],
  ['another type', 'alter table wesley.step alter batches type bigint', /batches bigint/],
  [
    'a column that may not be null',
    'alter table wesley.step alter done_at set not null',
    /done_at timestamp with time zone not null/,
  ],
  ['a column less', 'alter table wesley.step drop column batches', /no column wesley\.step\.batches/],
  ['a check', 'alter table wesley.step add check (position >= 0)', /constraint on wesley\.step: CHECK/],
  ['an index on an expression', 'create index i on wesley.step (lower(step))', /index of its own/],
  ['a partial index', 'create index i on wesley.step (step) where position > 1', /index of its own/],
  [
    'statistics on an expression',
    'create statistics wesley.s on (position + 1), step from wesley.step',
    /statistics/,
  ],
  ['a child', 'create table public.child () inherits (wesley.step)', /inheritance/],
  ['a parent', 'create table public.parent (); alter table wesley.step inherit public.parent', /inheritance/],
  [
    'a foreign key from elsewhere',
    'create table public.pointing (c text references wesley.deployment)',
    /foreign key .* on wesley\.deployment/,
  ],
  [
    'no foreign key',
    'alter table wesley.step drop constraint step_certificate_fkey',
    /no constraint on wesley\.step: FOREIGN KEY/,
  ],
  [
    'a view in place of a table',
    'alter table wesley.step rename to hidden; create view wesley.step as select * from wesley.hidden',
    /view wesley\.step/,
  ],
  ['a table beside', 'create table wesley.more ()', /table wesley\.more in it/],
  [
    'a function',
    "create function wesley.f() returns int language sql as 'select 1'",
    /function wesley\.f\(\) in it/,
  ],
  ['a type', 'create domain wesley.text as pg_catalog.text', /type wesley\.text in it/],
  ['an owner', 'alter table wesley.step owner to mallory', /owner of wesley\.step: mallory/],
  ['an owner of the schema', 'alter schema wesley owner to mallory', /owner of the schema: mallory/],
  ['a right', 'grant insert on wesley.step to mallory', /right to INSERT on wesley\.step of mallory/],
  [
    'a right to triggers',
    'grant trigger on wesley.step to public',
    /right to TRIGGER on wesley\.step of everybody/,
  ],
  [
    'a right to a column',
    'grant update (done_at) on wesley.step to mallory',
    /right to UPDATE on wesley\.step\.done_at of mallory/,
  ],
  [
    'a right to make more',
    'grant create on schema wesley to mallory',
    /right to CREATE on the schema wesley of mallory/,
  ],
];

describe.each([...REAL])('on PostgreSQL %i', (major) => {
  beforeAll(async () => {
    const { root } = await deployedOnce(townOf(major), 'original');
    await root[Symbol.asyncDispose]();
  });
  let database: Database;
  beforeEach(async () => {
    database = await townOf(major).makeDatabase(`copy${++made}`, 'original');
  });

  test.each(PLANTED)('a ledger with %s is refused by whatever reads it', async (_, sql, found) => {
    const { place } = townOf(major);
    const { url, root } = database;
    await root.run(sql);
    const { exit, code, message } = deployed(deploy(place, url));
    expect({ exit, code }).toEqual({ exit: 9, code: 'E_LEDGER_FOREIGN' });
    expect(message).toMatch(found);
    for (const command of ['status', 'pull']) {
      const ran = place.wesley(command, '--dsn', url);
      expect({ command, exit: ran.exit }).toEqual({ command, exit: 3 });
      expect(ran.err).toMatch(found);
    }
  });

  test('one in which nothing was planted is read, and its deployment is refused as a copy’s', () => {
    const { place } = townOf(major);
    expect(deployed(deploy(place, database.url))).toMatchObject({ exit: 9, code: 'E_DATABASE_COPY' });
    expect(place.wesley('status', '--dsn', database.url)).toMatchObject({ exit: 0 });
  });
});

test.each([...REAL])('a ledger that a role made before us is refused on PostgreSQL %i', async (major) => {
  const { place, admin, makeDatabase } = townOf(major);
  const { url, root } = await makeDatabase('before');
  await admin.run('grant create on database before to mallory');
  certify(place, 'schema.graphql', url);
  const theirs = await openPostgres(url.replace('owner@', 'mallory@'));
  await theirs.session.run(
    `${MAKE_LEDGER}; grant all on schema wesley to public; grant all on all tables in schema wesley to public`,
  );
  await theirs[Symbol.asyncDispose]();
  const { exit, code, message } = deployed(deploy(place, url));
  expect({ exit, code }).toEqual({ exit: 9, code: 'E_LEDGER_FOREIGN' });
  expect(message).toContain('mallory');
  expect(await root.query("select from pg_tables where tablename = 'note'")).toEqual([]);
});

test.each([...REAL])(
  'default privileges give nobody a right to our tables, and a ledger of the first version is taken over, on PostgreSQL %i',
  async (major) => {
    const town = townOf(major);
    const { root, url } = await town.makeDatabase('defaults');
    const owner = await openApplication(url);
    await owner.run('alter default privileges grant all on tables to mallory');
    await owner[Symbol.asyncDispose]();
    certify(town.place, 'schema.graphql', url);
    expect(deployed(deploy(town.place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    await root.run(
      'alter table wesley.identity drop system_identifier, drop database_oid, drop timeline, drop given_by; delete from wesley.identity',
    );
    await root.run(
      "create function public.size_of(t text) returns int language sql immutable as 'select length(t)'",
    );
    certify(town.place, 'longer.graphql', url);
    expect(deployed(deploy(town.place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(await root.query('select timeline::int, length(id) as id from wesley.identity')).toEqual([
      { timeline: 1, id: 32 },
    ]);
  },
);
