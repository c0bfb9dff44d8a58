import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openScratch } from '../shell/postgres/pglite.ts';
import type { Engine } from '../world/engine.ts';
import { runTests } from './tap.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: true });
});
afterAll(() => engine[Symbol.asyncDispose]());

const counted = (text: string) => runTests(engine.session, [{ path: 'a.sql', text, table: null }]);

test('counts assertions that hold and that fail', async () => {
  const text = "begin; select plan(2); select pass('one'); select fail('two'); rollback;";
  expect(await counted(text)).toMatchObject({ total: 2, passed: 1, failed: 1, failures: ['a.sql: two'] });
});

test.each([
  ['has no plan', "begin; select no_plan(); select pass('one'); rollback;", 'it has no plan'],
  [
    'makes less than it planned',
    "begin; select plan(2); select pass('one'); rollback;",
    'planned 2 assertions and made 1',
  ],
  ['breaks off', "begin; select plan(1); select 1/0; select pass('one'); rollback;", 'division by zero'],
  ['holds nothing', '', 'it has no plan'],
])('a file that %s is a failure', async (_, text, reason) => {
  const { failed, failures } = await counted(text);
  expect({ failed, failures }).toEqual({ failed: 1, failures: [expect.stringContaining(reason)] });
});

test('goes on with the next file after one that broke off', async () => {
  const files = ['begin; select 1/0;', "begin; select plan(1); select pass('one'); rollback;"];
  const named = files.map((text, i) => ({ path: `${i}.sql`, text, table: null }));
  expect(await runTests(engine.session, named)).toMatchObject({ total: 2, passed: 1, failed: 1 });
});
