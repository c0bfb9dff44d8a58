import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openScratch } from '../../src/shell/postgres/pglite.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { localNames } from '../../src/sql/names.ts';
import { standIns } from '../../src/standins/stand-ins.ts';
import type { Engine, Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';

const MAJORS = [14, 16, 18] as const;

// One that the embedded PostgreSQL lacks, and some whose names it has: there they are stand-ins all the same.
const EXTENSIONS = ['postgres_fdw', 'dblink', 'hstore', 'citext', 'ltree', 'pg_trgm', 'cube', 'intarray'];

const USES = `create table public.t (a public.hstore default '', b public.citext unique, c public.ltree, d public.cube, e int[],
    check (b <> 'x'), exclude using gist (d with operator(public.&&)));
  create index on public.t using gin (a); create index on public.t using gist (c); create index on public.t using gist (e public.gist__int_ops);
  create index on public.t using gin ((b::text) public.gin_trgm_ops); create index on public.t using hash (a);
  create view public.v as select public.akeys(a) as keys, public.nlevel(c), public.similarity(b::text, 'x') from public.t where c operator(public.@>) 'x';
  create server elsewhere foreign data wrapper postgres_fdw options (host 'h'); create foreign table public.f (a int) server elsewhere`;

const PRINTED = `select pg_catalog.format_type(a.atttypid, a.atttypmod) || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = 'public.t'::pg_catalog.regclass and a.attnum > 0 union all
  select pg_catalog.pg_get_indexdef(i.indexrelid) from pg_catalog.pg_index i where i.indrelid = 'public.t'::pg_catalog.regclass union all
  select pg_catalog.pg_get_constraintdef(c.oid) from pg_catalog.pg_constraint c where c.conrelid = 'public.t'::pg_catalog.regclass union all
  select pg_catalog.pg_get_viewdef('public.v'::pg_catalog.regclass)`;

async function printed(session: Session): Promise<readonly string[]> {
  await session.run(`${localNames('pg_catalog')}; ${USES}`);
  return (await session.query<{ line: string }>(PRINTED)).map(({ line }) => unprefixed(line));
}

// Majors before 16 write the table before each column of a view.
const unprefixed = (line: string): string => line.replace(/\bt\./g, '');

const servers = new Map<number, Server>();
let scratch: Engine;
beforeAll(async () => {
  scratch = await openScratch({ pgtap: false });
  for (const major of MAJORS) servers.set(major, await startServer(major));
}, 60_000);
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
  for (const server of servers.values()) await server.stop();
});

test.each(MAJORS)('what uses extensions of a server %i is printed over stand-ins as there', async (major) => {
  const live = await openPostgres(servers.get(major)?.url ?? '');
  try {
    await live.session.run('begin');
    for (const name of EXTENSIONS) await live.session.run(`create extension ${name} schema public`);
    const scripts: string[] = [];
    for (const name of EXTENSIONS) scripts.push(await standIns(live.session, name));
    const wanted = await printed(live.session);
    await scratch.session.run('begin');
    for (const script of scripts) await scratch.session.run(script);
    expect(await printed(scratch.session)).toEqual(wanted);
  } finally {
    await scratch.session.run('rollback');
    await live[Symbol.asyncDispose]();
  }
});
