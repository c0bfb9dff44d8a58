import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Client } from 'pg';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import type { Ran } from './place.ts';
import { hasPgbouncer, type Pooler, type Pooling, startPgbouncer, startPooler } from './pooler.ts';
import { type Deployed, deploy, deployArgs, deployed } from './ship.ts';
import { openShop, park, parked, type Shop } from './shop.ts';

/** Deployments through a connection pooler: refused where it lends one server process to several clients. */

let server: Server;
let shop: Shop;
beforeAll(async () => {
  server = await startServer(17);
  shop = await openShop(server);
}, 120_000);
afterAll(async () => {
  await shop?.close();
  await server?.stop();
});

const POOLERS: readonly (readonly [string, typeof startPooler])[] = [
  ['a pooler of our own', startPooler],
  ...(hasPgbouncer ? [['PgBouncer', startPgbouncer] as const] : []),
];
if (!hasPgbouncer) process.stdout.write('PgBouncer is not installed: its tests are left out.\n');

/** Runs `use` with the URL of a pooler before the shop's database. */
async function through<T>(
  start: typeof startPooler,
  pooling: Pooling,
  use: (url: string) => T | Promise<T>,
): Promise<T> {
  const port = Number(new URL(shop.url).port);
  const pooler: Pooler = await start(port, pooling);
  try {
    return await use(shop.url.replace(`:${port}/`, `:${pooler.port}/`));
  } finally {
    await pooler.stop();
  }
}

// Not waited for in place: the pooler is in this process.
const wesley = (...args: readonly string[]): Promise<Ran> => shop.place.start(...args).ended;
const deployThrough = async (url: string): Promise<Deployed> => deployed(await wesley(...deployArgs(url)));

/** What a deployment leaves behind in a database: locks of sessions that live on, notes, changes. */
const traces = (session: Session): Promise<readonly object[]> =>
  session.query(`select (select count(*)::int from pg_locks where locktype = 'advisory') as locks,
    (select count(*)::int from wesley.deployment) as deployments,
    (select count(*)::int from pg_attribute where attrelid = 'note'::regclass and attnum > 0) as columns`);

describe.each(POOLERS)('%s', (_, start) => {
  test.each<Pooling>([
    { mode: 'transaction', size: 20, order: 'last' },
    { mode: 'transaction', size: 20, order: 'first' },
    { mode: 'transaction', size: 2, order: 'first' },
    { mode: 'transaction', size: 1, order: 'last' },
    { mode: 'statement', size: 20, order: 'last' },
    { mode: 'statement', size: 1, order: 'first' },
  ])('is refused before anything is done: %j', async (pooling) => {
    const session = await shop.reopen();
    await through(start, pooling, async (url) => {
      expect(await deployThrough(url)).toMatchObject({
        exit: 9,
        verdict: 'REFUSED',
        code: 'E_POOLED',
      });
      // The pool is still there, and with it whatever was left on its connections.
      expect(await traces(session)).toEqual([{ locks: 0, deployments: 0, columns: 2 }]);
    });
    expect(deployed(deploy(shop.place, shop.url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  });

  test('is refused while its other connections are busy and idle in turn', async () => {
    await shop.reopen();
    await through(start, { mode: 'transaction', size: 6, order: 'first' }, async (url) => {
      const others = [1, 2, 3].map(() => new Client({ connectionString: url }));
      await Promise.all(others.map((other) => other.connect()));
      await Promise.all(others.map((other) => other.query('begin; select 1')));
      await Promise.all(others.slice(1).map((other) => other.query('rollback')));
      expect(await deployThrough(url)).toMatchObject({ exit: 9, code: 'E_POOLED' });
      for (const other of others) await other.end();
    });
  });

  test.each<Pooling>([
    { mode: 'session', size: 20, order: 'last' },
    { mode: 'session', size: 2, order: 'first' },
    { mode: 'session', size: 1, order: 'last' },
  ])('passes in session mode: %j', async (pooling) => {
    const session = await shop.reopen();
    const release = await park(session, 'backfill-001');
    await through(start, pooling, async (url) => {
      const running = deployThrough(url);
      await parked(session);
      // Long enough for it to ask from a second connection what it waits for, which a pool of one can't give it.
      await Bun.sleep(1500);
      await release();
      expect(await running).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    });
  });

  test.each([
    ['status', ['status']],
    ['drift', ['drift', '--schema', 'before.graphql']],
    ['pull', ['pull']],
    ['certify', ['certify', '--env', 'dev', '--schema', 'schema.graphql', '--out', 'OTHER.md']],
    ['rehearse', ['rehearse', '--schema', 'schema.graphql', '--from', 'before.graphql']],
  ])(
    '%s is refused as well: a session is set to known values, and others would get them',
    async (_, args) => {
      const session = await shop.reopen();
      await through(start, { mode: 'transaction', size: 20, order: 'last' }, async (url) => {
        const refused = { exit: 3, out: '', err: expect.stringContaining('a pool in session mode') };
        expect(await wesley(...args, '--dsn', url)).toMatchObject(refused);
        expect(await traces(session)).toEqual([{ locks: 0, deployments: 0, columns: 2 }]);
      });
      const shadows = await session.query(
        "select datname from pg_database where datname ~ '^wesley_rehearsal'",
      );
      expect(shadows).toEqual([]);
    },
  );
});

test('a server that takes no second connection is deployed to, and what was not found out is said', async () => {
  const session = await shop.reopen();
  await session.run('create role lonely login superuser connection limit 1');
  // A superuser's limit is not counted: it is one of the database's owner instead.
  await session.run(
    'alter role lonely nosuperuser; alter table note owner to lonely; grant all on database shop to lonely; grant all on schema public, wesley to lonely; alter schema wesley owner to lonely; alter table wesley.identity owner to lonely; alter table wesley.deployment owner to lonely; alter table wesley.step owner to lonely; grant execute on function pg_control_system to lonely',
  );
  const ran = deploy(shop.place, shop.url.replace('postgres@', 'lonely@'));
  await session.run('reassign owned by lonely to postgres; drop owned by lonely; drop role lonely');
  expect(deployed(ran)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(ran.err).toContain('takes no second connection');
});
