import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openScratch } from '../shell/postgres/pglite.ts';
import { EMBEDDED_EXTENSIONS } from '../sql/extensions.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import { localNames } from '../sql/names.ts';
import type { Engine, Session } from '../world/engine.ts';
import { asExtension } from './frame.ts';
import { unknownDefault } from './operator-classes.ts';
import { standIns } from './stand-ins.ts';
import { baseTypeOf, shellOf, unknownType } from './types.ts';

let real: Engine;
let other: Engine;
beforeAll(async () => {
  real = await openScratch({ pgtap: false });
  other = await openScratch({ pgtap: true });
});
afterAll(async () => {
  await real[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

async function undone<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run('begin');
  try {
    return await work();
  } finally {
    await session.run('rollback');
  }
}

const standInsOf = (extension: string, uses: string | null = null): Promise<string> =>
  undone(real.session, async () => {
    await real.session.run(`${localNames('public')}; create extension ${quoteIdentifier(extension)} cascade`);
    return standIns(real.session, extension, uses);
  });

const PRINTED = `select pg_catalog.format_type(a.atttypid, a.atttypmod) as line from pg_catalog.pg_attribute a
    where a.attrelid = 'public.t'::pg_catalog.regclass and a.attnum > 0 union all
  select pg_catalog.pg_get_indexdef(i.indexrelid) from pg_catalog.pg_index i where i.indrelid = 'public.t'::pg_catalog.regclass union all
  select pg_catalog.pg_get_constraintdef(c.oid) from pg_catalog.pg_constraint c where c.conrelid = 'public.t'::pg_catalog.regclass union all
  select pg_catalog.pg_get_viewdef(c.oid) from pg_catalog.pg_class c where c.relkind = 'v' and c.relname = 'v'`;

async function printed(session: Session, script: string): Promise<readonly string[]> {
  await session.run(`${localNames('public')}; ${script}; ${localNames('pg_catalog')}`);
  return (await session.query<{ line: string }>(PRINTED)).map(({ line }) => line);
}

// Has no members of its own beside PostgreSQL's, and pgTAP is there already.
const WHOLE = Object.keys(EMBEDDED_EXTENSIONS).filter((name) => !['plpgsql', 'pgtap'].includes(name));

test.each(WHOLE)(
  'all that %s has is made again, as members of an extension of that name',
  async (extension) => {
    const script = await standInsOf(extension);
    const made = await undone(other.session, async () => {
      // Its stand-ins name the types of the one that it requires.
      if (extension === 'earthdistance') await other.session.run(await standInsOf('cube'));
      await other.session.run(script);
      return other.session.query(`select e.extversion, (select pg_catalog.count(*) > 0 from pg_catalog.pg_depend d where d.refobjid = e.oid and d.deptype = 'e') as members
      from pg_catalog.pg_extension e where e.extname = '${extension}'`);
    });
    expect(made).toEqual([{ extversion: EMBEDDED_EXTENSIONS[extension] ?? '', members: true }]);
  },
);

const USES: readonly (readonly [extension: string, script: string])[] = [
  [
    'vector',
    'create table t (a vector(3), b halfvec(7)[], c vector); create index on t using btree (c); create view v as select a <-> c as d, avg(c) from t group by 1',
  ],
  [
    'hstore',
    "create table t (a hstore default hstore('a', 'b') primary key, b text, check (a ? 'x')); create index on t using gist (a) where b > 'x'; create index on t using gin (a); create index on t using hash (a); create view v as select a -> b as x, (each(a)).key from t",
  ],
  [
    'pg_trgm',
    "create table t (a text, b text); create index on t using gin (a gin_trgm_ops); create index on t using gist (b gist_trgm_ops (siglen = 32)); create view v as select * from t where a % 'x' and similarity(a, b) > 0.5",
  ],
  [
    'citext',
    "create table t (a citext unique, check (a <> 'x'), check (a ~ '^x')); create view v as select lower(a), a || 'b' as c from t",
  ],
  [
    'ltree',
    "create table t (a ltree, b ltree[]); create index on t using gist (a); create view v as select subpath(a, 1) from t where a ~ '*.x'",
  ],
  [
    'isn',
    'create table t (a isbn primary key, b ean13); create view v as select a::ean13, is_valid(b) from t',
  ],
  ['btree_gist', 'create table t (a int, during tstzrange, exclude using gist (a with =, during with &&))'],
  ['bloom', 'create table t (a int, b int); create index on t using bloom (a, b)'],
  ['uuid-ossp', 'create table t (a uuid default uuid_generate_v4() primary key)'],
];

test.each(USES)('what uses %s is printed over stand-ins as over the real one', async (extension, uses) => {
  const over = (session: Session, script: string): Promise<readonly string[]> =>
    undone(session, async () => {
      await session.run(`${localNames('public')}; ${script}`);
      return printed(session, uses);
    });
  const wanted = await over(real.session, `create extension ${quoteIdentifier(extension)}`);
  expect(wanted.length).toBeGreaterThan(0);
  expect(await over(other.session, await standInsOf(extension))).toEqual(wanted);
  expect(await over(other.session, await standInsOf(extension, uses))).toEqual(wanted);
});

test('rows can be stored and indexed in any way, and are compared by their bytes', async () => {
  const script = await standInsOf('hstore');
  const rows = await undone(other.session, async () => {
    await other.session.run(`${script}; ${localNames('public')};
      create table r (a hstore primary key, b hstore); create index on r using gist (b); create index on r using gin (b);
      create index on r using hash (b)`);
    await other.session.run(`insert into r select format('k%s=>1', g)::hstore, format('%s=>2', g % 7)::hstore from generate_series(1, 300) g;
      create table s (a hstore references r); insert into s values ('k7=>1')`);
    return other.session.query(
      "select (select count(*)::int from r where a = 'k7=>1') as found, (select count(*)::int from r) as stored",
    );
  });
  expect(rows).toEqual([{ found: 1, stored: 300 }]);
});

test('a function refuses to run, and says whose it is', async () => {
  const script = await standInsOf('pgcrypto');
  await undone(other.session, async () => {
    await other.session.run(`${script}; ${localNames('public')}`);
    expect(other.session.query("select gen_salt('bf')")).rejects.toThrow(
      'gen_salt is a stand-in: only a server that has the extension pgcrypto can run public.gen_salt',
    );
  });
});

test('with a text that uses it, functions that the text does not name are left out', async () => {
  expect(await standInsOf('pgcrypto', 'default CRYPT(a, b)')).toContain('function public.crypt(');
  expect(await standInsOf('pgcrypto', 'default CRYPT(a, b)')).not.toContain('function public.digest(');
});

test('modifiers of any form are printed as PostGIS prints them', async () => {
  const script = ['geometry', 'geography'].flatMap((name) => {
    const type = unknownType('public', name);
    return [shellOf(type), ...baseTypeOf(type)];
  });
  const lines = await undone(other.session, async () => {
    await other.session.run(asExtension({ name: 'postgis', schema: 'public', version: '' }, script));
    return printed(
      other.session,
      'create table t (a geometry(POINT, 4326), b geography(multipolygonz,4326)[], c geometry, d geometry(Geometry,25832)); create view v as select c::geometry(LineString) as x from t',
    );
  });
  expect(lines.slice(0, 4)).toEqual([
    'public.geometry(Point,4326)',
    'public.geography(MultiPolygonZ,4326)[]',
    'public.geometry',
    'public.geometry(Geometry,25832)',
  ]);
  expect(lines.at(-1)).toContain('(c)::public.geometry(LineString)');
});

test('stand-ins are read from a database that has only stand-ins, too', async () => {
  const type = unknownType('public', 'geometry');
  const uses = 'create table t (a geometry(Point,4326)); create index on t using gist (a)';
  const first = await undone(real.session, async () => {
    await real.session.run(asExtension({ name: 'postgis', schema: 'public', version: '3' }, []));
    const { schema, name } = type;
    const added = 'alter extension postgis add type public.geometry';
    const members = [
      ...baseTypeOf(type),
      added,
      ...unknownDefault({ schema, name, extension: 'postgis' }, 'gist'),
    ];
    await real.session.run([shellOf(type), ...members].join(';'));
    const script = await standIns(real.session, 'postgis');
    return { script, printed: await printed(real.session, uses) };
  });
  const second = await undone(other.session, async () => {
    await other.session.run(first.script);
    return printed(other.session, uses);
  });
  expect(second).toEqual(first.printed);
});
