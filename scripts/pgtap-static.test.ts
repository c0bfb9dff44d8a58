import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';

const STATIC = await Bun.file(join(import.meta.dir, 'pgtap-static.sql')).text();

async function withPgtap(more: string): Promise<PGlite> {
  const db = await PGlite.create({ extensions: { pgtap } });
  await db.exec(`create extension pgtap; ${more}`);
  return db;
}

const [theirs, ours] = await Promise.all([withPgtap(''), withPgtap(STATIC)]);

/** What a script prints, or the error that ends it. */
async function printed(db: PGlite, script: string): Promise<readonly string[]> {
  try {
    const results = await db.exec(`begin; ${script}`);
    return results.flatMap(({ rows }) => rows.map((row) => JSON.stringify(row)));
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    return [`${code}: ${message}`];
  } finally {
    await db.exec('rollback');
  }
}

test.each([
  [
    'assertions that hold',
    "select plan(3); select pass('a'); select ok(true); select is(1, 1, 'c'); select * from finish();",
  ],
  [
    'assertions that fail',
    "select plan(3); select fail('a'); select ok(null, 'b'); select is(1, 2, 'c'); select * from finish();",
  ],
  ['fewer than planned', "select plan(3); select pass('a'); select * from finish();"],
  ['more than planned', "select plan(1); select pass('a'); select pass('b'); select * from finish();"],
  ['no number', "select * from no_plan(); select pass('a'); select fail('b'); select * from finish();"],
  ['no plan', "select pass('a');"],
  ['two plans', 'select plan(1); select plan(2);'],
  ['nothing run', 'select plan(1); select * from finish();'],
  [
    'todo',
    "select plan(4); select todo('later', 2); select fail('a'); select pass('b'); select fail('c'); select pass('d'); select * from finish();",
  ],
  [
    'nested todo',
    "select plan(4); select todo('one', 3); select fail('a'); select todo('two', 1); select fail('b'); select fail('c'); select fail('d'); select * from finish();",
  ],
  [
    'todo_start',
    "select plan(3); select * from todo_start('for now'); select fail('a'); select in_todo(); select * from todo_end(); select fail('b'); select pass('c'); select * from finish();",
  ],
  ['todo_end without a beginning', 'select plan(1); select * from todo_end();'],
  ['skip', "select plan(3); select skip('no', 2); select pass('c'); select * from finish();"],
  [
    'exceptions',
    `select plan(4); select throws_ok('select 1/0', '22012', null, 'a'); select throws_ok('select 1', '22012', null, 'b');
     select lives_ok('select 1', 'c'); select lives_ok('select 1/0', 'd'); select * from finish();`,
  ],
  [
    'a savepoint that is rolled back',
    "select plan(2); savepoint s; select fail('a'); rollback to s; select pass('b'); select pass('c'); select num_failed(); select * from finish();",
  ],
  [
    'another plan after a rollback',
    "select plan(1); rollback; begin; select plan(2); select pass('a'); select pass('b'); select * from finish();",
  ],
])('%s: prints what pgTAP prints', async (_, script) => {
  const expected = await printed(theirs, script);
  expect(expected).not.toEqual([]);
  expect(await printed(ours, script)).toEqual(expected);
});
