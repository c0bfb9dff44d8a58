import { expect, test } from 'bun:test';
import { rules } from '../../rules/index.ts';
import { toSeconds } from '../impact/seconds-text.ts';
import { knownTables, type SmallTable, type TableStats } from '../impact/stats.ts';
import { secondsFor } from '../impact/throughput.ts';
import { loadParserForTests } from '../testing.ts';
import { checkFile } from './check.ts';
import type { CheckedFile } from './checked-file.ts';
import { historyFrom } from './history.ts';
import { weigh } from './weigh.ts';

await loadParserForTests();

const GB = 1024 ** 3;
const table = (relation: string, more: Partial<TableStats> = {}): TableStats => ({
  relation: `public.${relation}`,
  kind: 'table',
  partitionOf: null,
  rows: 50_000_000,
  bytes: { heap: 10 * GB, indexes: GB, toast: 0 },
  readsPerSecond: 1000,
  writesPerSecond: 40.4,
  ...more,
});
const SMALL = { rows: 100, bytes: { heap: 8192, indexes: 16384, toast: 0 } };
const TABLES = knownTables({
  rates: null,
  tables: [
    table('big'),
    table('small', SMALL),
    table('unanalysed', { rows: null, writesPerSecond: null, readsPerSecond: null }),
    table('parted', { kind: 'partitioned table', rows: 0, bytes: { heap: 0, indexes: 0, toast: 0 } }),
    table('parted_1', { partitionOf: 'public.parted' }),
    table('parted_2', { partitionOf: 'public.parted', kind: 'partitioned table' }),
    table('parted_2a', { partitionOf: 'public.parted_2' }),
  ],
  indexes: [1, 2].map((n) => ({
    index: `public.i${n}`,
    table: 'public.big',
    rows: null,
    bytes: null,
    readsPerSecond: null,
  })),
});

function weighed(sql: string, small: SmallTable | null = null): CheckedFile {
  const asked = rules.filter(({ optIn }) => !optIn);
  const history = historyFrom([], { major: 18, rules: asked, fileIsTransaction: false });
  return weigh(checkFile(history, `set lock_timeout = '1s'; ${sql}`), TABLES, small);
}

const impactOf = (sql: string) => weighed(sql).statements.at(-1)?.impact ?? [];
const messages = (sql: string, small: SmallTable | null = null) =>
  weighed(sql, small).findings.map(({ rule, message }) => `${rule.id}: ${message}`);
const found = (sql: string, small: SmallTable | null = null) =>
  weighed(sql, small).findings.map(({ rule }) => rule.id);

test('an index blocks writes while it is read and built', () => {
  const [impact] = impactOf('create index on big (a)');
  expect(impact).toMatchObject({ relation: 'public.big', blocks: 'writes', perSecond: 40.4 });
  const [least = 0, most] = impact?.seconds ?? [];
  const reading = secondsFor('scan', 50_000_000, 10 * GB);
  expect(least).toBeGreaterThan(reading[0]);
  expect(most).toBeGreaterThan(reading[1] ?? 0);
  expect(impactOf('create index concurrently i on big (a)')).toEqual([]);
});

test('who reads is blocked too where nobody may read', () => {
  expect(impactOf('alter table big alter a set not null')).toMatchObject([
    { blocks: 'reads and writes', perSecond: 1040.4 },
  ]);
});

test('a change of the catalog takes a moment, however large the table', () => {
  expect(impactOf('alter table big add column x int')).toMatchObject([{ seconds: [0, 0.1] }]);
});

test('a rewrite builds every index anew', () => {
  const scan = impactOf('alter table big add check (a > 0)')[0]?.seconds?.[1] ?? 0;
  const rewrite =
    impactOf('alter table big add column x uuid default gen_random_uuid()')[0]?.seconds?.[1] ?? 0;
  const builds = 2 * (secondsFor('build', 50_000_000, 10 * GB)[1] ?? 0);
  expect(rewrite).toBeGreaterThan(scan + builds);
});

test('a partitioned table is as large as its partitions', () => {
  expect(TABLES.table('public.parted')).toMatchObject({ rows: 100_000_000, writesPerSecond: 80.8 });
});

test.each([
  ['of a table that was never analysed', 'alter table unanalysed add check (a > 0)', true],
  ['of an index that is no B-tree', 'create index on big using gin (a)', true],
  ['of an exclusion constraint', 'alter table big add exclude using gist (a with &&)', true],
  ['of a B-tree', 'create index on big (a)', false],
])('no end is known %s', (_, sql, isOpen) => {
  expect(impactOf(sql)[0]?.seconds?.[1] === null).toBe(isOpen);
});

test('nothing is said of a table that nobody counted', () => {
  expect(impactOf('create index on other (a)')).toEqual([]);
  expect(messages('create index on other (a)').join()).not.toContain('It blocks');
});

test('a finding about a lock says whom it blocks and for how long, others do not', () => {
  const said = messages('begin; create index on big (a); drop table big;');
  const of = (rule: string) => said.find((message) => message.startsWith(`${rule}: `));
  expect(of('create-index-blocking')).toMatch(
    / It blocks about 40 writes a second of `big` for \d+ s to \d+ min\.$/,
  );
  expect(of('drop-table')).toEndWith('It blocks about 1000 reads and writes a second of `big`.');
  expect(of('uncommitted-transaction')).not.toContain('It blocks');
});

test('of small tables only findings about time are left out, and only where every table is known to be small', () => {
  const small = { bytes: 100_000 };
  expect(found('create index on small (a)')).toEqual(['create-index-blocking']);
  expect(found('create index on small (a)', small)).toEqual([]);
  expect(found('create index on small (a)', { bytes: 100_000, rows: 100 })).toEqual([
    'create-index-blocking',
  ]);
  expect(found('create index on big (a)', small)).toEqual(['create-index-blocking']);
  expect(found('create index on other (a)', small)).toEqual(['create-index-blocking']);
  expect(found('create index on unanalysed (a)', { rows: 1e12 })).toEqual(['create-index-blocking']);
  expect(found('drop table small; alter table small rename a to b', small)).toEqual([
    'drop-table',
    'rename-column',
  ]);
  // Of these nothing says which tables are behind them.
  expect(found('reindex index i', small)).toEqual(['reindex-blocking']);
  expect(found('vacuum full', small)).toEqual(['vacuum-full']);
  const key = 'alter table small add foreign key (a) references big (id)';
  expect(found(key, small)).toContain('adding-foreign-key');
});

test('a transaction holds its locks together from the statement that took each to its end', () => {
  const { transactions } = weighed(
    'begin; alter table big add column x int; create index on small (a); alter table big add check (x > 0); commit;',
  );
  const [together] = transactions;
  expect(together).toMatchObject({ from: 1, to: 4 });
  expect(together?.held.map(({ relation, mode, since }) => [relation, mode, since])).toEqual([
    ['public.big', 'AccessExclusiveLock', 2],
    ['public.small', 'ShareLock', 3],
  ]);
  const scan = secondsFor('scan', 50_000_000, 10 * GB);
  for (const { seconds } of together?.held ?? []) expect(seconds?.[1]).toBeGreaterThan(scan[1] ?? 0);
  const open = weighed(
    'begin; alter table big add column x int; update other set a = 1; commit',
  ).transactions;
  expect(open[0]?.held[0]?.seconds).toBeNull();
});

test('a lock that grew stronger is held so since it did', () => {
  const { transactions } = weighed(
    'begin; create index on big (a); drop table big; select 1; commit; select 2',
  );
  expect(transactions[0]?.held).toMatchObject([{ mode: 'AccessExclusiveLock', since: 3 }]);
});

test('a lock that a savepoint gave back is held since it was taken again', () => {
  const { transactions } = weighed(
    'begin; savepoint s; drop table big; rollback to s; alter table small add column x int; drop table big; commit',
  );
  expect(transactions[0]?.held.map(({ relation, since }) => [relation, since])).toEqual([
    ['public.big', 6],
    ['public.small', 5],
  ]);
});

test.each([
  [[0, 0.4], 'less than 1 s'],
  [[0.2, 3.2], 'up to 4 s'],
  [[20.9, 34.1], '20 to 35 s'],
  [[7, 7], 'about 7 s'],
  [[60, 400], '60 s to 7 min'],
  [[130, 400], '2 to 7 min'],
  [[100, 9000], '100 s to 3 h'],
  [[5, null], '5 s or longer'],
  [[4000, null], '66 min or longer'],
  [[0, null], 'a time that is not known'],
] as const)('%j is %s', (seconds, text) => {
  expect(toSeconds(seconds)).toBe(text);
});
