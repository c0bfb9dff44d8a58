import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { openPostgres } from '../../src/shell/postgres.ts';
import type { Session } from '../../src/sql/engine.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';
import { certify, deploy, deployed, makeKeys } from './ship.ts';
import { openApplication } from './shop.ts';

/*
 * A role without any right but CREATE on the database, or whoever could set something for a role or a database, makes
 * the deployer run its code or apply another change than the certified one.
 */

const REAL = [15, 17, 18] as const;

const SCHEMA = `enum Mood { GOOD BAD }
type Note @wes_table {
  id: Int! @wes_pk
  text: String!
}
`;
// Names of public, unqualified: an enum, a function in a default, in a check and in a backfill.
const LONGER = SCHEMA.replace(
  '  text',
  `  mood: Mood! @wes_default(expr: "'GOOD'::mood")
  length: Int! @wes_backfill(expr: "size_of(text)") @wes_check(expr: "length > 0")
  text`,
);

const HOSTILE = `
  create role mallory login;
  create role deployer login;
  create schema evil authorization mallory;
  grant usage on schema evil to public;
  set role mallory;
  create table evil.caught (who text, what text);
  grant insert on evil.caught to public;
  create function evil.catch(what text) returns void language sql as $$ insert into evil.caught values (current_user, what) $$;
  create function evil.current_database() returns name language sql as $$ select evil.catch('current_database'); select 'other'::name $$;
  create function evil.version() returns text language sql as $$ select evil.catch('version'); select 'PostgreSQL 9.6'::text $$;
  create function evil.now() returns timestamptz language sql as $$ select evil.catch('now'); select '1970-01-01'::timestamptz $$;
  create function evil.lower(text) returns text language sql as $$ select evil.catch('lower'); select $1 $$;
  create function evil.length(text) returns int language sql as $$ select evil.catch('length'); select 1 $$;
  create function evil.equal(name, text) returns boolean language sql as $$ select evil.catch('name = text'); select false $$;
  create operator evil.= (function = evil.equal, leftarg = name, rightarg = text);
  create function evil.equal(oid, regclass) returns boolean language sql as $$ select evil.catch('oid = regclass'); select false $$;
  create operator evil.= (function = evil.equal, leftarg = oid, rightarg = regclass);
  create view evil.pg_class as select evil.catch('pg_class'), c.* from pg_catalog.pg_class c;
  create view evil.pg_namespace as select evil.catch('pg_namespace'), n.* from pg_catalog.pg_namespace n;
  create domain evil.text as pg_catalog.text check (false);
  reset role`;

interface Town {
  readonly server: Server;
  readonly place: Place;
}
const towns = new Map<number, Town>();
beforeAll(async () => {
  for (const major of REAL) {
    const place = openPlace();
    makeKeys(place);
    place.write('schema.graphql', SCHEMA);
    place.write('longer.graphql', LONGER);
    towns.set(major, { server: await startServer(major), place });
    const session = await openApplication(towns.get(major)?.server.url ?? '');
    await session.run('create role owner login');
    await session[Symbol.asyncDispose]();
  }
});
afterAll(async () => {
  for (const { server, place } of towns.values()) {
    place.close();
    await server.stop();
  }
});

describe.each([...REAL])('PostgreSQL %i', (major) => {
  let place: Place;
  let url: string;
  let admin: Session;
  let shop: Session;
  let number = 0;
  /** Deploys as an ordinary role that owns the database. */
  beforeEach(async () => {
    const town = towns.get(major);
    if (!town) throw new Error('no server');
    place = town.place;
    await admin?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
    number++;
    admin = await openApplication(town.server.url);
    await admin.run(`create database shop${number} owner owner`);
    const root = town.server.url.replace(/\/postgres$/, `/shop${number}`);
    url = root.replace('postgres@', 'owner@');
    shop = await openApplication(root);
    await shop.run('grant create on schema public to owner');
  });
  afterAll(async () => {
    await admin?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  const count = async (sql: string): Promise<number> =>
    (await shop.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;

  test('a search_path, functions, operators, views and types of somebody else change nothing', async () => {
    await shop.run(HOSTILE.replace(/create role (mallory|deployer) login;/g, '')).catch(async () => {
      await shop.run('rollback').catch(() => {});
      await admin.run('create role mallory login; create role deployer login');
      await shop.run(HOSTILE.replace(/create role (mallory|deployer) login;/g, ''));
    });
    await admin.run(`alter database shop${number} set search_path = evil, pg_catalog, public`);
    await admin.run(`alter role owner in database shop${number} set search_path = evil, pg_catalog, public`);
    const owner = await openApplication(url);
    await owner.run(
      'create function public.size_of(t pg_catalog.text) returns int language sql immutable as $$ select pg_catalog.length(t) $$',
    );
    await owner[Symbol.asyncDispose]();
    certify(place, 'schema.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    await shop.run("insert into public.note (id, text) values (1, 'four')");
    certify(place, 'longer.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(await shop.query('select mood::text, length from public.note')).toEqual([
      { mood: 'GOOD', length: 4 },
    ]);
    for (const command of [['status'], ['drift', '--schema', 'longer.graphql'], ['pull'], ['stats']])
      expect({ command, exit: place.wesley(...command, '--dsn', url).exit }).toEqual({ command, exit: 0 });
    expect(await shop.query('select * from evil.caught')).toEqual([]);
  });

  test.each([
    ['statement_timeout', '1'],
    ['lock_timeout', '1'],
    ['row_security', 'off'],
    ['default_transaction_read_only', 'on'],
    ['default_transaction_isolation', 'serializable'],
    ['standard_conforming_strings', 'off'],
    ['default_tablespace', "''"],
    ['check_function_bodies', 'off'],
    ['DateStyle', "'German, DMY'"],
    ['role', 'mallory_of_settings'],
    ...(major >= 17 ? ([['transaction_timeout', '1']] as const) : []),
  ])('a session that begins with %s = %s deploys as any other', async (name, value) => {
    if (name === 'role') {
      await admin.run('drop role if exists mallory_of_settings');
      await admin.run('create role mallory_of_settings; grant mallory_of_settings to owner');
    }
    await admin.run(`alter role owner set ${name} = ${value}`);
    try {
      certify(place, 'schema.graphql', url);
      expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
      const owners = await shop.query<{ owner: string }>(
        "select tableowner::text as owner from pg_tables where tablename = 'note'",
      );
      expect(owners).toEqual([{ owner: 'owner' }]);
    } finally {
      await admin.run(`alter role owner reset ${name}`);
    }
  });

  test('a session whose triggers are switched off, and that may not switch them on, is refused by name', async () => {
    await admin.run('alter role owner set session_replication_role = replica');
    try {
      const { exit, err } = place.wesley('status', '--dsn', url);
      expect(exit).toBe(3);
      expect(err).toContain('session_replication_role = replica (set by: user)');
    } finally {
      await admin.run('alter role owner reset session_replication_role');
    }
  });

  test('PGOPTIONS and PGHOST of the environment reach no session', async () => {
    const env = {
      PGOPTIONS: '-c session_replication_role=replica',
      PGHOST: '203.0.113.1',
      PGDATABASE: 'none',
      PGREPLICATION: 'true',
    };
    expect(
      place.run([place.executable, 'status', '--dsn', url.replace('owner@', 'postgres@')], env),
    ).toMatchObject({ exit: 0 });
    expect(
      place.run([place.executable, 'status', '--dsn', url], { NODE_PG_FORCE_NATIVE: '1' }),
    ).toMatchObject({ exit: 0 });
  });

  const LEDGER = async (): Promise<void> => {
    certify(place, 'schema.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    certify(place, 'longer.graphql', url);
  };

  const TRAP = `create function public.trap() returns trigger language plpgsql as $$ begin create role trapped; return new; end $$`;

  test.each<[string, string, RegExp]>([
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
      'alter table wesley.step alter batches set not null',
      /batches integer not null/,
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
    [
      'a parent',
      'create table public.parent (); alter table wesley.step inherit public.parent',
      /inheritance/,
    ],
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
  ])('a ledger with %s is refused by whatever reads it', async (_, plant, found) => {
    await LEDGER();
    await admin.run('create role mallory').catch(() => {});
    await shop.run(plant);
    const { exit, code, message } = deployed(deploy(place, url));
    expect({ exit, code }).toEqual({ exit: 9, code: 'E_LEDGER_FOREIGN' });
    expect(message).toMatch(found);
    for (const command of ['status', 'pull']) {
      const ran = place.wesley(command, '--dsn', url);
      expect({ command, exit: ran.exit }).toEqual({ command, exit: 3 });
      expect(ran.err).toMatch(found);
    }
  });

  test('a ledger that a role made before us is refused, with its trap and without', async () => {
    await admin.run('create role mallory login').catch(() => {});
    await admin.run(`grant create on database shop${number} to mallory`);
    certify(place, 'schema.graphql', url);
    const theirs = await openApplication(url.replace('owner@', 'mallory@'));
    const { MAKE_LEDGER } = await import('../../src/deploy/ledger-shape.ts');
    await theirs.run(
      `${MAKE_LEDGER}; grant all on schema wesley to public; grant all on all tables in schema wesley to public`,
    );
    await theirs[Symbol.asyncDispose]();
    const { exit, code, message } = deployed(deploy(place, url));
    expect({ exit, code }).toEqual({ exit: 9, code: 'E_LEDGER_FOREIGN' });
    expect(message).toContain('mallory');
    expect(await count("pg_tables where tablename = 'note'")).toBe(0);
  });

  test('default privileges give nobody a right to our tables, and a ledger of the first version is taken over', async () => {
    await admin.run('create role mallory login').catch(() => {});
    const owner = await openPostgres(url);
    await owner.session.run('alter default privileges grant all on tables to mallory');
    await owner[Symbol.asyncDispose]();
    await LEDGER();
    await shop.run(
      'alter table wesley.identity drop system_identifier, drop database_oid, drop timeline, drop given_by',
    );
    expect(deployed(deploy(place, url, '--dry-run'))).toMatchObject({ exit: 0, outcome: 'WOULD_APPLY' });
    await shop.run(
      "create function public.size_of(t text) returns int language sql immutable as 'select length(t)'",
    );
    certify(place, 'longer.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(await count('wesley.identity where timeline = 1 and database_oid is not null')).toBe(1);
  });
});
