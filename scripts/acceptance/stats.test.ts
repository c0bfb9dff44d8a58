import { expect, test } from 'bun:test';
import { readStatsFile } from '../../src/commands/inputs/read-stats-file.ts';
import { OUTPUT_SCHEMAS } from '../../src/commands/outputs/schemas.ts';
import { sampleStats, statsFrom } from '../../src/impact/read-stats.ts';
import { knownTables, type Stats } from '../../src/impact/stats.ts';
import { readStatsOf } from '../../src/impact/stats-document.ts';
import { openScratch } from '../../src/shell/postgres/pglite.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { AUTHORED_NAMES } from '../../src/sql/names.ts';
import type { Engine, Session } from '../../src/world/engine.ts';
import { MAJORS, startServer } from '../server.ts';
import '../assets.ts';

const MADE = `
  create schema "Billing";
  create table "Billing".invoice (id int primary key, secret text);
  alter table "Billing".invoice alter secret set storage external;
  insert into "Billing".invoice select i, case i when 1 then repeat('very secret ', 1000) end from generate_series(1, 500) i;
  create table part (id int) partition by range (id);
  create table part_1 partition of part for values from (0) to (10);
  create table part_2 partition of part for values from (10) to (20);
  insert into part select i from generate_series(0, 15) i;
  create materialized view totals as select count(*) from part;
  create table never (id int); insert into never values (1);
  create temporary table passing (id int);
  analyze "Billing".invoice, part_1, part_2, totals;
  `;
const WRITTEN = 'update "Billing".invoice set id = id where id <= 100; delete from part where id < 4';

/** @param run Runs a script and hands its counters in. */
async function statsOf(session: Session, run: (script: string) => Promise<void>): Promise<Stats> {
  await run(MADE);
  const first = await sampleStats(session);
  await run(WRITTEN);
  const second = await sampleStats(session);
  return statsFrom({ ...second, at: first.at + 10 }, first);
}

/** Counts everything that was written to tables, and names nothing that is in them. */
function expectStats(stats: Stats): void {
  expect(stats.rates).toEqual({ over: 'samples', seconds: 10 });
  expect(
    stats.tables.map(({ relation, kind, partitionOf, rows }) => [relation, kind, partitionOf, rows]),
  ).toEqual([
    ['Billing.invoice', 'table', null, 500],
    ['public.never', 'table', null, null],
    ['public.part', 'partitioned table', null, 0],
    ['public.part_1', 'table', 'public.part', 10],
    ['public.part_2', 'table', 'public.part', 6],
    ['public.totals', 'materialized view', null, 1],
  ]);
  const [invoice] = stats.tables;
  expect(invoice?.writesPerSecond).toBe(10);
  expect(invoice?.bytes.heap).toBeGreaterThan(500 * 28);
  expect(invoice?.bytes.toast).toBeGreaterThan(12_000);
  expect(stats.indexes).toMatchObject([
    { index: 'Billing.invoice_pkey', table: 'Billing.invoice', rows: 500 },
  ]);
  expect(knownTables(stats).table('public.part')).toMatchObject({ rows: 16, writesPerSecond: 0.4 });
  expect(JSON.stringify(stats)).not.toContain('secret');
}

test.each([...MAJORS])('PostgreSQL %i tells how large and how busy its tables are', async (major) => {
  const server = await startServer(major);
  const engine: Engine = await openPostgres(server.url, AUTHORED_NAMES);
  try {
    const stats = await statsOf(engine.session, async (script) => {
      const other = await openPostgres(server.url, AUTHORED_NAMES);
      await other.session.run(script);
      await other[Symbol.asyncDispose]();
      // Counters are handed in when a session ends; before 15 a process of its own collects them.
      await Bun.sleep(1500);
    });
    expectStats(stats);
  } finally {
    await engine[Symbol.asyncDispose]();
    await server.stop();
  }
});

test('so does the embedded one', async () => {
  const engine = await openScratch({ pgtap: false });
  try {
    const { session } = engine;
    const stats = await statsOf(session, async (script) => {
      await session.run('set default_transaction_read_only = off');
      await session.run(script);
      await session.run('select pg_stat_force_next_flush()');
      await session.run('select 1');
    });
    expectStats(stats);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
});

test('what `wesley stats` writes is what it publishes, and `check` reads it back', async () => {
  const engine = await openScratch({ pgtap: false });
  try {
    await engine.session.run('create table t (id int primary key)');
    const document = await readStatsOf(engine, 0.01, { sleep: (ms: number) => Bun.sleep(ms) });
    expect(OUTPUT_SCHEMAS.stats.safeParse(document).error?.issues).toBeUndefined();
    const { rates, tables, indexes } = document;
    const files = { read: async () => JSON.stringify(document) };
    expect(await readStatsFile(files, 'stats.json')).toEqual({ rates, tables, indexes });
    expect([tables.length, indexes.length]).toEqual([1, 1]);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
});

test('one sample has rates since the counters were reset, or none', () => {
  const table = {
    relation: 'public.t',
    kind: 'table' as const,
    partitionOf: null,
    rows: 1,
    heap: 1,
    indexes: 0,
    toast: 0,
    reads: 50,
    writes: 100,
  };
  const sample = { at: 1000, resetAt: 900, tables: [table], indexes: [] };
  expect(statsFrom(sample, null)).toMatchObject({
    rates: { over: 'since reset', seconds: 100 },
    tables: [{ readsPerSecond: 0.5, writesPerSecond: 1 }],
  });
  expect(statsFrom({ ...sample, resetAt: null }, null)).toMatchObject({
    rates: null,
    tables: [{ readsPerSecond: null, writesPerSecond: null }],
  });
  const reset = { ...sample, at: 1010, tables: [{ ...table, reads: 4 }] };
  expect(statsFrom(reset, sample).tables).toMatchObject([{ readsPerSecond: null, writesPerSecond: 0 }]);
});
