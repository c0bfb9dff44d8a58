import { afterAll, beforeAll, expect, test } from 'bun:test';
import deployCommand from '../../src/commands/database/deploy.ts';
import { readInput } from '../../src/commands/line/input.ts';
import { introspect } from '../../src/ir/introspect/introspect.ts';
import { schemaDigest } from '../../src/ir/schema-of.ts';
import { realWorld } from '../../src/shell/world.ts';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import { type Running, until } from './place.ts';
import { certify, type Deployed, deploy, deployArgs, deployed } from './ship.ts';
import { openApplication, openShop, park, parked, type Shop, waiting } from './shop.ts';

let server: Server;
let shop: Shop;
beforeAll(async () => {
  server = await startServer(15);
  shop = await openShop(server);
});
afterAll(async () => {
  await shop.close();
  await server.stop();
});

const start = (): Running => shop.place.start(...deployArgs(shop.url));
const attempt = (...more: readonly string[]): Deployed => deployed(deploy(shop.place, shop.url, ...more));

/** What a deployment could have changed: the schema, the ledger, the rows. */
async function stateOf(session: Session): Promise<unknown> {
  const rows = await session.query(
    "select (select count(*)::int from wesley.deployment) as deployments, (select count(*)::int from wesley.step) as steps, md5(string_agg(note::text, ',' order by id)) as notes from note",
  );
  return { schema: schemaDigest(await introspect(session)), rows };
}

test('changes nothing with --dry-run, and says what it would do', async () => {
  const session = await shop.reopen();
  const before = await stateOf(session);
  const { message, ...said } = attempt('--dry-run');
  expect(said).toMatchObject({ exit: 0, outcome: 'WOULD_APPLY', code: null });
  expect(message).toBe(
    `${shop.steps.length} of ${shop.steps.length} steps would be applied, from expand-001 on`,
  );
  expect(await stateOf(session)).toEqual(before);
});

test('refuses a live schema that somebody changed after it was certified', async () => {
  const session = await shop.reopen();
  await session.run('alter table note add column by_hand integer');
  const before = await stateOf(session);
  expect(attempt()).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_SCHEMA' });
  expect(await stateOf(session)).toEqual(before);
});

test('refuses to go on with a schema that somebody changed after the deployment was cut off', async () => {
  const session = await shop.reopen();
  const release = await park(session, shop.steps[3] ?? '');
  const first = start();
  await parked(session);
  await first.kill();
  await release();
  await until('the server to let go', async () =>
    (
      await session.query(
        "select from pg_stat_activity where application_name = 'wesley' and pid <> pg_backend_pid() and datname = current_database()",
      )
    ).length === 0
      ? true
      : null,
  );
  await session.run('create index by_hand on note (id)');
  expect(attempt()).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_SCHEMA' });
  await session.run('drop index by_hand');
  expect(attempt()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

test('refuses a second use of a certificate', async () => {
  const session = await shop.reopen();
  expect(attempt()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  const before = await stateOf(session);
  expect(attempt()).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_USED' });
  expect(await stateOf(session)).toEqual(before);
});

test('refuses the second of two deployments at once, and the first goes on', async () => {
  const session = await shop.reopen();
  const release = await park(session, shop.steps[2] ?? '');
  const first = start();
  await parked(session);
  expect(attempt()).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_BUSY' });
  await release();
  expect(deployed(await first.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

test('tries again while somebody else holds the lock it needs, and lets others pass between attempts', async () => {
  const session = await shop.reopen();
  const reader = await openApplication(shop.url);
  await reader.run("set application_name = 'application'; begin; lock table note in access share mode");
  const first = start();
  await waiting(session);
  await until('the first attempt to give up', () =>
    first.err().includes('waits for its lock, attempt 1 of 10') ? true : null,
  );
  await reader[Symbol.asyncDispose]();
  expect(deployed(await first.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

/** The deployment with a clock that runs ahead. */
async function attemptLater(hours: number): Promise<Deployed> {
  let out = '';
  const world = realWorld({ cwd: shop.place.folder, quiet: true, debug: false, color: false });
  const clock = { ...world.clock, nowMs: () => Date.now() + hours * 3_600_000 };
  const [, ...args] = deployArgs(shop.url);
  const exit = await deployCommand.run(readInput(deployCommand, args), {
    ...world,
    clock,
    out: (text) => {
      out += text;
    },
  });
  return deployed({ exit, out, err: '' });
}

test('refuses a certificate that has expired', async () => {
  const session = await shop.reopen();
  const before = await stateOf(session);
  expect(await attemptLater(25)).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_EXPIRED' });
  expect(await stateOf(session)).toEqual(before);
  expect(await attemptLater(23)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

const TENANTS = `type Note @wes_table @wes_tenant(by: "tenantId") {
  id: Int! @wes_pk
  tenantId: ID!
  text: String!
}
`;

test('refuses a role from which row security hides what it backfills, before the first step', async () => {
  const { place } = shop;
  const admin = await openApplication(server.url);
  const url = server.url.replace('postgres@', 'deployer@').replace(/\/postgres$/, '/tenants');
  await admin.run('create role deployer login');
  await admin.run('create database tenants owner deployer');
  place.write('tenants.graphql', TENANTS);
  place.write(
    'tenants-longer.graphql',
    TENANTS.replace('  text', '  length: Int! @wes_backfill(expr: "length(text)")\n  text'),
  );
  place.ok('transform', '--schema', 'tenants.graphql', '--target', 'postgres', '--out', 'tenants');
  const owner = await openApplication(url);
  await owner.run(place.read('tenants/schema.sql'));
  certify(place, 'tenants-longer.graphql', url);
  const { exit, verdict, code, message } = deployed(deploy(place, url));
  expect({ exit, verdict, code }).toEqual({ exit: 9, verdict: 'REFUSED', code: 'E_ROW_SECURITY' });
  expect(message).toContain('public.note from the role deployer');
  expect(await owner.query("select to_regnamespace('wesley') as ledger")).toEqual([{ ledger: null }]);
  await owner[Symbol.asyncDispose]();
  await admin.run('alter role deployer bypassrls');
  expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await admin[Symbol.asyncDispose]();
});

test('refuses when the server lacks a role that a policy names, and makes none itself', async () => {
  const { place } = shop;
  const admin = await openApplication(server.url);
  await admin.run('create database roles');
  const url = server.url.replace(/\/postgres$/, '/roles');
  place.write(
    'roles.graphql',
    'type Note @wes_table @wes_rls(select: "true", roles: ["auditor", "o\'reader"]) { id: Int! @wes_pk }\n',
  );
  certify(place, 'roles.graphql', url);
  const refusal = deployed(deploy(place, url));
  expect(refusal).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_DATABASE_ROLE' });
  expect(refusal.message).toContain("auditor, o'reader");
  expect(await admin.query("select from pg_roles where rolname = 'auditor'")).toEqual([]);
  await admin.run('create role auditor; create role "o\'reader"');
  expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await admin[Symbol.asyncDispose]();
});
