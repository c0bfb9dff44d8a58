import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from '../src/commands/inputs/read-migrations.ts';
import { realWorld } from '../src/shell/world.ts';
import { FIXTURES } from '../src/testing.ts';
import type { World } from '../src/world/world.ts';
import { compare, type Observed, observe } from './observer.ts';

/*
 * `fixtures/dumps` is what pg_dump 15 wrote about the database that these statements make, with rows in it: as it is, and
 * with `--create --inserts`, `--clean --if-exists`, `--clean --column-inserts --quote-all-identifiers`, and
 * `--no-owner --no-privileges`.
 */
const MORE = `alter table billing.customer cluster on customer_pkey;
  alter schema public owner to shop_owner;
  create view billing.one as select 1 as x;
  create or replace view billing.two as select x from billing.one;
  create or replace view billing.one as select x from (select 1 as x) y;`;

const folder = mkdtempSync(join(tmpdir(), 'wesley-dumps-'));
afterAll(() => rmSync(folder, { recursive: true }));
const world = realWorld({ cwd: folder, quiet: true, debug: false, color: false });

/** What the scratch database holds after a file was read into it. */
async function observedAfter(path: string): Promise<Observed> {
  let observed: Observed = new Map();
  const watched: World = {
    ...world,
    async openScratch(options) {
      const engine = await world.openScratch(options);
      return {
        ...engine,
        async [Symbol.asyncDispose]() {
          observed = await observe(engine.session);
          await engine[Symbol.asyncDispose]();
        },
      };
    },
  };
  await readMigrations(path, watched);
  return observed;
}

test('each form of a dump makes the database that was dumped', async () => {
  const made = join(folder, 'made.sql');
  writeFileSync(made, `${readFileSync(join(FIXTURES, 'observer/shop.sql'), 'utf8')}\n${MORE}`);
  const expected = await observedAfter(made);
  for (const form of ['plain', 'create', 'clean', 'clean-bare']) {
    const differences = compare(expected, await observedAfter(join(FIXTURES, `dumps/${form}.sql`)));
    expect({ form, differences }).toEqual({ form, differences: [] });
  }
  const found = compare(expected, await observedAfter(join(FIXTURES, 'dumps/no-owner.sql')));
  expect(found.map(({ id }) => id)).toEqual([
    'default privileges postgres in billing on r',
    'grants on procedure billing.close(integer)',
    'grants on schema billing',
    'grants on schema public',
    'grants on table billing.invoice',
    'grants on table column billing.customer.name',
    'grants on table column billing.customer.town',
    'grants on view billing.one',
    'grants on view billing.two',
    'schema billing',
    'schema public',
  ]);
}, 120_000);
