/**
 * Times on real servers what holds a lock for long, and prints bytes and rows a second, lowest and highest:
 * `bun scripts/measure-throughput.ts [major…]`. `src/impact/throughput.ts` holds what it printed.
 *
 * Settings are a server's own, fsync on. Tables are narrow (three integers), wide (400 bytes of text in each row) and
 * toasted (20 kB in each row, out of line). Each statement runs with a warm cache and with an empty one, where this
 * process may empty it.
 */
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { startServer } from './server.ts';

const TABLES: readonly (readonly [name: string, columns: string, rows: number, values: string])[] = [
  ['narrow', 'id bigint, a int, b int', 4_000_000, 'i, (i::bigint * 7919) % 100000, i % 1000'],
  [
    'wide',
    'id bigint, a int, b int, note text',
    600_000,
    "i, (i::bigint * 7919) % 100000, i % 1000, (select string_agg(md5((i * 13 + j)::text), '') from generate_series(1, 12) j)",
  ],
  [
    'toasted',
    'id bigint, a int, b int, note text',
    15_000,
    "i, (i::bigint * 7919) % 100000, i % 1000, (select string_agg(md5((i * 13 + j)::text), '') from generate_series(1, 640) j)",
  ],
];

/** Work, the statement timed, the one that takes it back, and the only table it is for. */
const CASES: readonly (readonly [work: Work, statement: string, undo: string, only?: string])[] = [
  ['scan', 'alter table T add constraint c check (a >= 0)', 'alter table T drop constraint c'],
  ['scan', 'alter table T alter b set not null', 'alter table T alter b drop not null'],
  [
    'join',
    'alter table T add constraint f foreign key (a) references parent',
    'alter table T drop constraint f',
  ],
  [
    'join',
    'alter table T add constraint f foreign key (b) references parent',
    'alter table T drop constraint f',
  ],
  ['rewrite', 'alter table T alter b type bigint', 'alter table T alter b type int'],
  ['build', 'create index i on T (a)', 'drop index i'],
  ['build', 'create unique index i on T (id)', 'drop index i'],
  ['build', 'create index i on T ((md5(a::text)))', 'drop index i'],
  ['build', 'create index i on T (note)', 'drop index i', 'wide'],
];

type Work = 'scan' | 'join' | 'rewrite' | 'build';
type Range = [low: number, high: number];

const rates = new Map<string, Range>();

const asked = process.argv.slice(2).map(Number);
for (const major of asked.length > 0 ? asked : [14, 18]) {
  const server = await startServer(major, { durable: true });
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query('create table parent (id int primary key)');
    await client.query('insert into parent select generate_series(0, 99999)');
    for (const [name, columns, rows, values] of TABLES) {
      await client.query(`create table ${name} (${columns})`);
      await client.query(`insert into ${name} select ${values} from generate_series(1, ${rows}) i`);
      await client.query(`vacuum analyze ${name}`);
    }
    await client.query('vacuum analyze parent');
    for (const [name, , rows] of TABLES)
      for (const one of CASES) if (!one[3] || one[3] === name) await time(client, name, rows, one);
  } finally {
    await client.end();
    await server.stop();
  }
}
for (const [key, [low, high]] of rates)
  process.stdout.write(
    `${key}: ${Math.round(low).toLocaleString('en')} to ${Math.round(high).toLocaleString('en')}\n`,
  );

async function time(
  client: Client,
  table: string,
  rows: number,
  [work, statement, undo]: (typeof CASES)[number],
) {
  const on = (sql: string) => sql.replaceAll('T', table);
  for (const cold of [false, true, false, true]) {
    const { rows: sizes } = await client.query(
      `select pg_relation_size('${table}')::float8 as heap, pg_table_size('${table}')::float8 as whole`,
    );
    await client.query('checkpoint');
    if (cold && !emptied()) continue;
    const begun = performance.now();
    await client.query(on(statement));
    const seconds = (performance.now() - begun) / 1000;
    await client.query(on(undo));
    const bytes = work === 'rewrite' ? sizes[0].whole : sizes[0].heap;
    note(`${work} bytes/s ${table}`, bytes / seconds);
    note(`${work} rows/s ${table}`, rows / seconds);
    process.stderr.write(`${on(statement)} ${cold ? 'cold' : 'warm'} ${seconds.toFixed(2)} s\n`);
  }
}

function note(key: string, rate: number): void {
  const [low, high] = rates.get(key) ?? [rate, rate];
  rates.set(key, [Math.min(low, rate), Math.max(high, rate)]);
}

/** Empties the kernel's cache; the server's own 128 MB stay. */
function emptied(): boolean {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}
