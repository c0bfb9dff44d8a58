import { describe, expect, test } from 'bun:test';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { quoteLiteral } from '../../src/sql/identifier.ts';
import { certify, deploy, deployed } from './ship.ts';
import { LONGER, REAL, SCHEMA, townsFor } from './town.ts';

/* Whoever may set something for a role or a database, or make things in a schema, makes none of our sessions run it. */

const townOf = townsFor(REAL);

let made = 0;
const newName = (): string => `shop${++made}`;

// A plan that dropped a schema would be refused.
const CAUGHT = 'type Caught @wes_table(schema: "evil") {\n  id: Int! @wes_pk\n}\n';
const HOSTILE = `
  create schema evil authorization mallory;
  grant usage on schema evil to public;
  set role mallory;
  create table evil.caught (id integer primary key);
  create sequence evil.catches;
  grant usage on sequence evil.catches to public;
  create function evil.catch(what text) returns text language sql as $$ select nextval('evil.catches') || what $$;
  create function evil.current_database() returns name language sql as $$ select evil.catch('current_database'); select 'other'::name $$;
  create function evil.version() returns text language sql as $$ select evil.catch('version'); select 'PostgreSQL 9.6'::text $$;
  create function evil.now() returns timestamptz language sql as $$ select evil.catch('now'); select '1970-01-01'::timestamptz $$;
  create function evil.lower(text) returns text language sql as $$ select evil.catch('lower'); select $1 $$;
  create function evil.length(text) returns int language sql as $$ select evil.catch('length'); select 1 $$;
  create function evil.equal(name, text) returns boolean language sql as $$ select evil.catch('name = text'); select false $$;
  create operator evil.= (function = evil.equal, leftarg = name, rightarg = text);
  create function evil.equal(oid, regclass) returns boolean language sql as $$ select evil.catch('oid = regclass'); select false $$;
  create operator evil.= (function = evil.equal, leftarg = oid, rightarg = regclass);
  create view evil.pg_class as select evil.catch('pg_class') as caught, c.* from pg_catalog.pg_class c;
  create view evil.pg_namespace as select evil.catch('pg_namespace') as caught, n.* from pg_catalog.pg_namespace n;
  create domain evil.text as pg_catalog.text check (false);
  reset role`;

test.each([...REAL])(
  'a search_path, functions, operators, views and types of somebody else change nothing on PostgreSQL %i',
  async (major) => {
    const { place, admin, makeDatabase } = townOf(major);
    const name = newName();
    const { url, root } = await makeDatabase(name);
    await root.run(HOSTILE);
    await admin.run(`alter database ${name} set search_path = evil, pg_catalog, public`);
    await admin.run(`alter role owner in database ${name} set search_path = evil, pg_catalog, public`);
    await root.run(
      'create function public.size_of(t pg_catalog.text) returns int language sql immutable as $$ select pg_catalog.length(t) $$',
    );
    place.write('evil.graphql', SCHEMA + CAUGHT);
    place.write('evil-longer.graphql', LONGER + CAUGHT);
    certify(place, 'evil.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    await root.run("insert into public.note (id, text) values (1, 'four')");
    certify(place, 'evil-longer.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(await root.query('select mood::text, length from public.note')).toEqual([
      { mood: 'GOOD', length: 4 },
    ]);
    for (const command of ['status', 'pull', 'stats'])
      expect({ command, exit: place.wesley(command, '--dsn', url).exit }).toEqual({ command, exit: 0 });
    const drift = place.wesley('drift', '--schema', 'evil-longer.graphql', '--dsn', url);
    // What the schema does not declare is left alone, and named.
    expect(drift.exit).toBe(0);
    expect(drift.out.split('\n').filter((line) => /evil\.|size_of/.test(line)).length).toBeGreaterThan(10);
    expect(await root.query('select is_called as caught from evil.catches')).toEqual([{ caught: false }]);
  },
);

const SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['statement_timeout', '1'],
  ['idle_in_transaction_session_timeout', '1'],
  ['default_transaction_read_only', 'on'],
  ['role', 'mallory'],
];

describe.each([...REAL])('on PostgreSQL %i', (major) => {
  test.each(SETTINGS)('a session that begins with %s = %s deploys as any other', async (name, value) => {
    const { place, admin, makeDatabase } = townOf(major);
    const { url, root } = await makeDatabase(newName());
    if (name === 'role') await admin.run('grant mallory to owner');
    await admin.run(`alter role owner set ${name} = ${value}`);
    try {
      certify(place, 'schema.graphql', url);
      expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
      const owners = await root.query(
        "select tableowner::text as owner from pg_tables where tablename in ('note', 'step')",
      );
      expect(owners).toEqual([{ owner: 'owner' }, { owner: 'owner' }]);
    } finally {
      await admin.run(`alter role owner reset ${name}; revoke mallory from owner`);
    }
  });
});

// Each is another value than the one that a session of ours has.
const OTHERS: Readonly<Record<string, string>> = {
  lock_timeout: '1',
  idle_session_timeout: '100000',
  exit_on_error: 'on',
  row_security: 'off',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  default_tablespace: 'pg_default',
  temp_tablespaces: 'pg_default',
  check_function_bodies: 'off',
  standard_conforming_strings: 'off',
  backslash_quote: 'on',
  escape_string_warning: 'off',
  quote_all_identifiers: 'on',
  array_nulls: 'off',
  transform_null_equals: 'on',
  plan_cache_mode: 'force_custom_plan',
  synchronous_commit: 'off',
  gin_fuzzy_search_limit: '1',
  client_min_messages: 'error',
  DateStyle: 'German, DMY',
  IntervalStyle: 'iso_8601',
  TimeZone: 'Asia/Tokyo',
  timezone_abbreviations: 'Australia',
  extra_float_digits: '-15',
  bytea_output: 'escape',
  xmloption: 'document',
  xmlbinary: 'hex',
  lc_monetary: 'POSIX',
  lc_numeric: 'POSIX',
  lc_time: 'POSIX',
  search_path: 'evil, pg_catalog',
};

test.each([...REAL])(
  'a session is the same whatever its role begins it with, on PostgreSQL %i',
  async (major) => {
    const { admin, makeDatabase } = townOf(major);
    const { url } = await makeDatabase(newName());
    const settings = async (): Promise<readonly object[]> => {
      const { session } = await openPostgres(url);
      const found = await session.query(
        'select name, setting from pg_settings where name = any ($1) order by name',
        [Object.keys(OTHERS)],
      );
      await session[Symbol.asyncDispose]();
      return found;
    };
    const before = await settings();
    expect(before).toHaveLength(Object.keys(OTHERS).length);
    const list = (name: string, value: string): string =>
      name === 'search_path' ? value : quoteLiteral(value);
    for (const [name, value] of Object.entries(OTHERS))
      await admin.run(`alter role owner set ${name} = ${list(name, value)}`);
    try {
      expect(await settings()).toEqual(before);
    } finally {
      await admin.run('alter role owner reset all');
    }
  },
);

test.each([...REAL])(
  'a session whose triggers are switched off, and that may not switch them on, is refused by name on PostgreSQL %i',
  async (major) => {
    const { place, admin, makeDatabase } = townOf(major);
    const { url } = await makeDatabase(newName());
    await admin.run('alter role owner set session_replication_role = replica');
    try {
      const { exit, err } = place.wesley('status', '--dsn', url);
      expect(exit).toBe(3);
      expect(err).toContain('session_replication_role = replica (set by: user)');
    } finally {
      await admin.run('alter role owner reset session_replication_role');
    }
  },
);

test.each([17, 18])(
  'a session that ends before it can be set to anything is refused on PostgreSQL %i',
  async (major) => {
    const { place, admin, makeDatabase } = townOf(major);
    const { url } = await makeDatabase(newName());
    await admin.run('alter role owner set transaction_timeout = 1');
    try {
      const { exit, err } = place.wesley('status', '--dsn', url);
      expect(exit).toBe(3);
      expect(err).toContain('transaction timeout');
    } finally {
      await admin.run('alter role owner reset transaction_timeout');
    }
  },
);

test('PGOPTIONS, PGREPLICATION, PGHOST and the like of the environment reach no session', async () => {
  const { place, makeDatabase } = townOf(17);
  const { url } = await makeDatabase(newName());
  const variables = {
    PGOPTIONS: '-c session_replication_role=replica',
    PGREPLICATION: 'true',
    PGHOST: '203.0.113.1',
    PGDATABASE: 'none',
    PGUSER: 'nobody',
    PGSSLNEGOTIATION: 'direct',
    PGCLIENT_ENCODING: 'LATIN1',
    NODE_PG_FORCE_NATIVE: '1',
  };
  for (const [name, value] of Object.entries(variables)) {
    const { exit, err } = place.run([place.executable, 'status', '--dsn', url], { [name]: value });
    expect({ name, exit, err }).toEqual({ name, exit: 0, err: '' });
  }
});
