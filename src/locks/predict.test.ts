import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { type LockCase, topicNames, topicOf } from '../../scripts/lock-cases.ts';
import { type Measured, watched } from '../../scripts/measure.ts';
import { catalogOf } from '../replay/replay.ts';
import { loadParser, parseSql } from '../sql/parser.ts';
import { predict } from './predict.ts';
import { predictScript } from './script-effects.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));
const ROOT = join(import.meta.dir, '..', '..');

/**
 * Cases whose locks hang on rows, roles or a session that SQL text does not tell. The list is a ledger: a case that
 * comes to agree must leave it.
 */
const KNOWN: Readonly<Record<string, string>> = {
  'alter-table/add-column-not-null-empty-fails': 'fails only because the table has rows',
  'alter-table/foreign-key-missing-table': 'a table that nothing created is taken to exist',
  'alter-table/missing': 'a table that nothing created is taken to exist',
  'alter-type/timestamp-timestamptz': 'the server runs in UTC, which the text does not say',
  'corners/insert-missing-table': 'a table that nothing created is taken to exist',
  'corners/insert-several-rows': 'fails only because a row has that key',
  'corners/insert-view-join-select': 'the query gives no row',
  'corners/select-range-function': 'the planner evaluates the call',
  'corners/select-recursive': 'the planner chooses the index for so few rows',
  'corners/select-tablesample': 'only a part of the pages is read',
  'corners/select-values-join': 'the planner chooses the index for so few rows',
  'data/call': 'the table that is deleted from is empty',
  'data/copy-program': 'the file that is copied from is empty',
  'data/delete-no-rows': 'no row has that key',
  'data/delete-referenced-fails': 'fails only because rows refer to it',
  'data/insert-on-conflict-foreign-key': 'the one row conflicts, so none is inserted',
  'data/rls-subquery': 'policies bind the role at hand, not the superuser',
  'data/select-function-plpgsql': 'the table that is deleted from is empty',
  'data/select-with-delete': 'no row has that key',
  'objects/comment-missing': 'a table that nothing created is taken to exist',
  'objects/security-label': 'fails only because no label provider is loaded',
  'shop/delete-view-one': 'no row refers to that row',
  'shop/detach-referenced': 'fails only because rows refer to its rows',
  'shop/like-plain-add-key': 'the new table is empty',
  'shop/select-join-nested': 'the planner chooses the index for so few rows',
  'partitions/attach-partitioned': 'the new partition is empty',
  'partitions/attach-referenced': 'the new partition is empty',
  'partitions/attach-to-sub-partitioned': 'the new partition is empty',
  'partitions/attach-trigger': 'the new partition is empty',
  'partitions/detach-finalize-none': 'fails only because no detach is pending',
  'partitions/detach-referenced': 'the referencing table is empty',
  'partitions/insert-select': 'the rows decide which partitions they go to',
};

const modes = (locks: readonly { readonly relation: string; readonly mode: string }[]) =>
  Object.fromEntries(locks.map(({ relation, mode }) => [relation, mode]));

function predicted(given: string, one: LockCase, major: number) {
  const [statement] = parseSql(one.statement);
  if (!statement) throw new Error(`no statement in case ${one.id}`);
  const effects = predict(statement.stmt, catalogOf(`${given}\n${one.given}`), major);
  const facts = {
    transactional: effects.transactional,
    locks: effects.transactional ? modes(effects.locks) : {},
    rewrites: effects.transactional && effects.rewrites.length > 0,
    scans: effects.transactional && effects.scans.length > 0,
  };
  return { facts, unknown: effects.unknown };
}

const seen = ({ transactional, locks, rewrites, scans }: Measured) => ({
  transactional,
  locks,
  rewrites: rewrites.length > 0,
  scans: scans.length > 0,
});

/** Whether a lock, a rewrite or a scan was seen that was not predicted. */
const isLess = (told: Facts, real: Facts): boolean =>
  Object.keys(real.locks).some((relation) => told.locks[relation] === undefined) ||
  (real.rewrites && !told.rewrites) ||
  (real.scans && !told.scans);

type Facts = ReturnType<typeof predicted>['facts'];

for (const topic of topicNames(join(ROOT, 'fixtures', 'locks'))) {
  const { given, cases } = await topicOf(join(ROOT, 'fixtures', 'locks', `${topic}.sql`));
  const measured = await Bun.file(join(ROOT, 'snapshots', 'locks', `${topic}.json`)).json();

  test.each(cases)(`${topic}: $id is predicted as five servers were seen to do it`, (one) => {
    const ranges = Object.entries<Measured>(measured[one.id] ?? {});
    expect(ranges.length).toBeGreaterThan(0);
    const agrees = ranges.every(([range, result]) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return [first, last].every((major) => {
        const { facts, unknown } = predicted(given, one, major);
        // What is not told is said to be unknown; the others of the ledger tell too much.
        expect(unknown.length > 0 || !isLess(facts, seen(result))).toBe(true);
        return Bun.deepEquals(facts, seen(result));
      });
    });
    expect(agrees).toBe(!(`${topic}/${one.id}` in KNOWN));
  });
}

const postgres = await PGlite.create();
afterAll(() => postgres.close());

test('the embedded Postgres still does what the servers were seen to do', async () => {
  const { given, cases } = await topicOf(join(ROOT, 'fixtures', 'locks', 'alter-table.sql'));
  const measured = await Bun.file(join(ROOT, 'snapshots', 'locks', 'alter-table.json')).json();
  await postgres.exec('create role r1; create role measurer');
  for (const one of cases) {
    const [range, result] = Object.entries<Measured>(measured[one.id]).at(-1) ?? [];
    if (!range?.endsWith('18') && !('18' in measured[one.id])) continue;
    await postgres.exec(`${given}\n${one.given}`);
    const now = await watched(postgres, one.statement);
    await postgres.exec(
      'rollback; drop schema public cascade; create schema public; drop schema if exists sc cascade',
    );
    expect({ id: one.id, locks: now.locks }).toEqual({
      id: one.id,
      locks: (measured[one.id]['18'] ?? result).locks,
    });
  }
}, 60_000);

test('a step of a plan sees what the steps before it made', () => {
  const base = 'create table t (id bigint primary key, a int)';
  const steps = [
    'create table n (id bigint primary key, t_id bigint)',
    'alter table n add constraint k foreign key (t_id) references t (id) not valid',
    'alter table n validate constraint k',
  ];
  expect(predictScript(base, steps, 18).map(({ locks }) => modes(locks))).toEqual([
    {},
    { 'public.n': 'ShareRowExclusiveLock', 'public.t': 'ShareRowExclusiveLock' },
    { 'public.n': 'ShareUpdateExclusiveLock', 'public.t': 'RowShareLock' },
  ]);
});

test('three thousand statements are replayed in a moment', () => {
  const sql = Array.from(
    { length: 1000 },
    (_, i) =>
      `create table t${i} (id bigint primary key, p bigint); create index on t${i} (p); alter table t${i} add column note text;`,
  ).join('\n');
  catalogOf('select 1');
  const began = Bun.nanoseconds();
  expect(catalogOf(sql).relations.size).toBe(3000);
  expect((Bun.nanoseconds() - began) / 1e6).toBeLessThan(1000);
});
