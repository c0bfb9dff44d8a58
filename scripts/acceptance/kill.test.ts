import { afterAll, beforeAll, expect, test } from 'bun:test';
import { diff } from '../../src/diff/diff.ts';
import { introspect } from '../../src/ir/introspect/introspect.ts';
import { schemaDigest } from '../../src/ir/schema-of.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { schemaFrom } from '../../src/testing.ts';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import { type Running, until } from './place.ts';
import { type Deployed, deploy, deployArgs, deployed } from './ship.ts';
import {
  AFTER,
  BEFORE,
  gone,
  openApplication,
  openShop,
  park,
  parked,
  ROWS,
  type Shop,
  waiting,
} from './shop.ts';

/** `WESLEY_MAJOR=15 bun test scripts/acceptance/kill.test.ts` runs all of it on another version. */
const MAJOR = Number(process.env['WESLEY_MAJOR'] ?? 17);

let server: Server;
let shop: Shop;
beforeAll(async () => {
  server = await startServer(MAJOR);
  shop = await openShop(server);
});
afterAll(async () => {
  await shop.close();
  await server.stop();
});

const start = (): Running => shop.place.start(...deployArgs(shop.url));
const again = (): Deployed => deployed(deploy(shop.place, shop.url));

const asDeclared = new Set<string>();

/** What must hold once a deployment that was cut off has been run again, however it was cut off. */
async function expectWhole(session: Session): Promise<void> {
  const ledger = await session.query<{ step: string; done: boolean }>(
    'select step, done_at is not null as done from wesley.step order by position, step',
  );
  expect(ledger).toEqual(shop.steps.map((step) => ({ step, done: true })));
  const left = await session.query(`select
    (select count(*)::int from pg_index where not indisvalid) as invalid,
    (select count(*)::int from note where length is distinct from length(text)) as empty,
    (select count(*)::int from wesley.deployment where finished_at is not null) as finished,
    (select md5(string_agg(id || text, ',' order by id)) from note where id <= ${ROWS}) =
      (select md5(string_agg(i || repeat(md5(i::text), 58), ',' order by i)) from generate_series(1, ${ROWS}) i) as kept`);
  expect(left).toEqual([{ invalid: 0, empty: 0, finished: 1, kept: true }]);
  // What the server's own catalog says is compared with the schema once for each answer it gives.
  const catalog = schemaDigest(await introspect(session));
  if (asDeclared.has(catalog)) return;
  const drift = shop.place.wesley('drift', '--dsn', shop.url, '--schema', 'schema.graphql');
  expect(drift).toMatchObject({ exit: 0, out: expect.stringContaining('No drift') });
  asDeclared.add(catalog);
}

// Tests are named before any server is there: the plan of the same two schemas has the same steps.
const [before, after] = await Promise.all([schemaFrom(BEFORE), schemaFrom(AFTER)]);
const STEPS = (makePlan(diff(before, after), before, after).plan?.steps ?? []).map(({ id }) => id);

test('the certified plan has the steps that are killed below', () => {
  expect(STEPS.length).toBeGreaterThan(12);
  expect(shop.steps).toEqual(STEPS);
});

test.each(STEPS)(
  'is killed at %s, and the next deployment finishes what is left and repeats nothing',
  async (step) => {
    const session = await shop.reopen();
    const release = await park(session, step);
    const first = start();
    await parked(session);
    await first.kill();
    await release();
    await gone(session);
    const { verdict, code, steps } = again();
    expect({ verdict, code }).toEqual({ verdict: 'VALID', code: null });
    // The end of a step is noted in its own transaction, which its client's end undoes; only one that has none may stand.
    const left = STEPS.slice(STEPS.indexOf(step));
    expect([left, left.slice(1)]).toContainEqual([...(steps?.ran ?? [])]);
    await expectWhole(session);
  },
);

test('goes on after an administrator ended its session', async () => {
  const session = await shop.reopen();
  const release = await park(session, 'validate-001');
  const first = start();
  await session.query('select pg_terminate_backend($1)', [await parked(session)]);
  expect((await first.ended).exit).toBe(3);
  await release();
  expect(again()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await expectWhole(session);
});

/**
 * A deployment that waits for a second session, which has queued for its lock behind the step at `position`: taken any
 * earlier, the lock would hold up that step.
 */
async function heldUp(
  session: Session,
  position: number,
  lock: string,
): Promise<{ first: Running; pid: number; holder: Session }> {
  const release = await park(session, shop.steps[position] ?? '');
  const first = start();
  await parked(session);
  const holder = await openApplication(shop.url);
  await holder.run("set application_name = 'application'; begin");
  const holding = holder.run(lock);
  await until('the second session to queue', async () =>
    (
      await session.query(
        "select from pg_stat_activity where application_name = 'application' and wait_event_type = 'Lock'",
      )
    ).length > 0
      ? true
      : null,
  );
  await release();
  await holding;
  return { first, pid: await waiting(session), holder };
}

const firstBackfill = (): number => shop.steps.findIndex((step) => step.startsWith('backfill'));
const OLD_INSERT = "insert into note (id, text) values (20000, 'by the old application')";

test('is killed in the middle of a backfill: batches that are done stand, and rows written meanwhile are filled too', async () => {
  const session = await shop.reopen();
  const { first, holder } = await heldUp(
    session,
    firstBackfill() - 1,
    'select from note where id = 5500 for update',
  );
  const progress = await session.query<{ filled: boolean; rows: number }>(
    'select length is not null as filled, count(*)::int as rows from note group by 1 order by 1',
  );
  expect(progress.map(({ filled }) => filled)).toEqual([false, true]);
  await session.run(OLD_INSERT);
  await first.kill();
  await holder[Symbol.asyncDispose]();
  await gone(session);
  expect(again()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(await session.query('select length from note where id = 20000')).toEqual([{ length: 22 }]);
  await expectWhole(session);
});

test('fills rows that come in behind the first backfill without the trigger, before the column must not be null', async () => {
  const session = await shop.reopen();
  const release = await park(session, shop.steps[firstBackfill()] ?? '');
  const first = start();
  await parked(session);
  // What the trigger has not filled: rows of sessions that fire no triggers, as those that apply a replication.
  await session.run(`set session_replication_role = replica; ${OLD_INSERT}; reset session_replication_role`);
  expect(await session.query('select length from note where id = 20000')).toEqual([{ length: null }]);
  await release();
  expect(deployed(await first.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(await session.query('select length from note where id = 20000')).toEqual([{ length: 22 }]);
  await expectWhole(session);
});

const invalidIndexes = (session: Session): Promise<readonly { name: string }[]> =>
  session.query<{ name: string }>(
    'select relname::text as name from pg_index join pg_class on oid = indexrelid where not indisvalid',
  );

/** A first deployment that waits inside CREATE INDEX CONCURRENTLY, the index being there and not valid. */
async function insideConcurrentBuild(
  session: Session,
): Promise<{ first: Running; pid: number; reader: Session }> {
  // A concurrent build waits for every older snapshot before it calls its index valid; nothing else of the plan does.
  const reader = await openApplication(shop.url);
  await reader.run(
    "set application_name = 'application'; begin; set transaction isolation level repeatable read; select 1",
  );
  const first = start();
  const pid = await waiting(session);
  expect(await invalidIndexes(session)).toHaveLength(1);
  return { first, pid, reader };
}

test('is killed inside CREATE INDEX CONCURRENTLY, which the server goes on with: the next takes over what it made', async () => {
  const session = await shop.reopen();
  const { first, reader } = await insideConcurrentBuild(session);
  await first.kill();
  const holder =
    /server process \d+ \(wesley, role postgres, from 127\.0\.0\.1\), connected for \d+ s, active.*: CREATE (?:UNIQUE )?INDEX CONCURRENTLY /;
  const refused = { exit: 9, verdict: 'REFUSED', code: 'E_BUSY', message: expect.stringMatching(holder) };
  expect(deployed(deploy(shop.place, shop.url, '--wait', '0'))).toMatchObject(refused);
  const beganMs = performance.now();
  expect(deployed(deploy(shop.place, shop.url, '--wait', '1500ms'))).toMatchObject(refused);
  expect(performance.now() - beganMs).toBeGreaterThan(1500);
  // One that waits long enough goes on where the other ended.
  const patient = shop.place.start(...deployArgs(shop.url), '--wait', '60s');
  await until('it to say for whom it waits', () => (holder.test(patient.err()) ? true : null));
  await reader[Symbol.asyncDispose]();
  expect(deployed(await patient.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await gone(session);
  await expectWhole(session);
});

test('judges by what stands when its wait is over, not by what stood before', async () => {
  const session = await shop.reopen();
  const release = await park(session, shop.steps.at(-1) ?? '');
  const first = start();
  await parked(session);
  const second = shop.place.start(...deployArgs(shop.url), '--wait', '60s');
  await until('the second one to wait', () => (/waits up to/.test(second.err()) ? true : null));
  await release();
  expect(deployed(await first.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(deployed(await second.ended)).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_USED' });
  await expectWhole(session);
});

test('an orphan in the middle of a batch is named and waited for, and its batch is counted once', async () => {
  const session = await shop.reopen();
  const { first, holder } = await heldUp(
    session,
    firstBackfill() - 1,
    'select from note where id = 5500 for update',
  );
  await first.kill();
  const refused = deployed(deploy(shop.place, shop.url, '--wait', '0'));
  expect(refused).toMatchObject({
    code: 'E_BUSY',
    message: expect.stringMatching(/in a transaction for \d+ s: with touched as \(UPDATE/),
  });
  const patient = shop.place.start(...deployArgs(shop.url), '--wait', '60s');
  await until('it to wait', () => (/waits up to/.test(patient.err()) ? true : null));
  await holder[Symbol.asyncDispose]();
  expect(deployed(await patient.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await expectWhole(session);
});

test('a step that failed plainly is told by status with its reason, and is not in doubt', async () => {
  const session = await shop.reopen();
  await session.run("insert into note (id, text) values (-1, ''), (-2, '')");
  expect(again()).toMatchObject({ exit: 3, outcome: 'STOPPED', code: 'E_STEP_FAILED' });
  const failed = shop.place.ok('status', '--dsn', shop.url);
  expect(failed).toMatch(/backfill-001 failed at \S+Z and left nothing half done: .*note_length_positive/);
  expect(failed).not.toContain('its end is not known');
  await session.run('delete from note where id < 0');
  expect(again()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(shop.place.ok('status', '--dsn', shop.url)).toMatch(/finished \S+Z\n$/);
  await expectWhole(session);
});

test('loses its session inside CREATE INDEX CONCURRENTLY: the next removes the invalid rest and builds again', async () => {
  const session = await shop.reopen();
  const { first, pid, reader } = await insideConcurrentBuild(session);
  await session.query('select pg_terminate_backend($1)', [pid]);
  expect((await first.ended).exit).toBe(3);
  await reader[Symbol.asyncDispose]();
  expect(await invalidIndexes(session)).toHaveLength(1);
  expect(again()).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  await expectWhole(session);
});

test('loses its session inside DROP INDEX CONCURRENTLY: the next removes what is neither there nor gone', async () => {
  const session = await shop.reopen();
  const last = shop.steps.at(-1) ?? '';
  const { first, pid, holder } = await heldUp(
    session,
    // The last one before it that locks the table.
    shop.steps.length - 3,
    'lock table note in access share mode',
  );
  // It waits once for its lock and once more for those who may still read the index, which is not valid by then.
  await until('the index to be invalid', async () =>
    (await invalidIndexes(session)).length > 0 ? true : null,
  );
  await session.query('select pg_terminate_backend($1)', [pid]);
  expect((await first.ended).exit).toBe(3);
  await holder[Symbol.asyncDispose]();
  expect(await invalidIndexes(session)).toEqual([{ name: 'note_text_idx' }]);
  expect(again()).toMatchObject({ exit: 0, outcome: 'APPLIED', steps: { ran: [last] } });
  await expectWhole(session);
});
