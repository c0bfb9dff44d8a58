import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sha256 } from '../../src/base/digest.ts';
import { type Applied, applySteps } from '../../src/deploy/apply.ts';
import { openDeployment, readLedger } from '../../src/deploy/ledger.ts';
import type { CertifiedStep } from '../../src/plan/document/read.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { AUTHORED_NAMES } from '../../src/sql/names.ts';
import type { Engine, Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';

/** Statements that refuse a transaction wait for other people's: how long, and what is said and left when it was in vain. */

const step = (sql: string, lockTimeoutMs = 700): CertifiedStep => ({
  id: 'expand-001',
  phase: 'expand',
  object: 'index:public.note_text_idx',
  sql,
  transactional: false,
  lockTimeoutMs,
  statementTimeoutMs: 0,
  hazards: [],
  batch: null,
  schemaAfter: sha256('after'),
});
const BUILD = step('CREATE INDEX CONCURRENTLY note_text_idx ON public.note USING btree (text);');
const UNIQUE = step('CREATE UNIQUE INDEX CONCURRENTLY note_text_idx ON public.note USING btree (text);');
const REMOVE = step('DROP INDEX CONCURRENTLY public.note_text_idx;');

const MAJORS = [15, 17, 18] as const;

const servers: Server[] = [];
const engines = new Map<number, Engine>();
let engine: Engine;
/** The test's own session, whose names are an application's. */
let own: Session;
const sessions = new Map<number, Session>();
beforeAll(async () => {
  for (const major of MAJORS) {
    const server = await startServer(major, { settings: ['max_prepared_transactions=4'] });
    servers.push(server);
    engine = await openPostgres(server.url, AUTHORED_NAMES);
    engines.set(major, engine);
    sessions.set(major, (await openPostgres(server.url, AUTHORED_NAMES)).session);
    const opening = { certificate: 'c', sequence: 1, environment: 'dev', plan: sha256('plan'), steps: 1 };
    const place = { systemIdentifier: '1', oid: '1', timeline: 1 };
    await openDeployment(engine.session, opening, { id: 'a', place });
  }
}, 120_000);
afterAll(async () => {
  for (const one of [...engines.values(), ...sessions.values()]) await one[Symbol.asyncDispose]();
  for (const server of servers) await server.stop();
});

/** The server of a test, as if nothing had been done there. */
async function on(major: number): Promise<void> {
  engine = engines.get(major) ?? engine;
  own = sessions.get(major) ?? own;
  await own.run(`delete from wesley.step; drop table if exists note, other; create table other (id int);
    create table note (id int primary key, text text); insert into note select i, 'note ' || i from generate_series(1, 100) i`);
}

const progress: string[] = [];
async function apply(one: CertifiedStep): Promise<Applied> {
  progress.length = 0;
  const begun = (await readLedger(engine.session)).entries[0]?.begun ?? [];
  return applySteps('c', [one], begun, engine.session, {
    sleep: (ms) => Bun.sleep(ms),
    random: () => 0,
    progress: (text) => progress.push(text),
    connect: engine.connect,
    liveDigest: async () => sha256('before'),
    expired: () => null,
  });
}
const noted = async (): Promise<unknown> => {
  const [one] = (await readLedger(engine.session)).entries[0]?.begun ?? [];
  return one && { done: one.done, failed: one.failedAt !== null };
};
const index = (session: Session): Promise<readonly object[]> =>
  session.query("select indisvalid as valid from pg_index where indexrelid = to_regclass('note_text_idx')");

const openSession = async (): Promise<Session> => (await engine.connect?.()) ?? engine.session;

/** A session of somebody else that has run `sql` and not ended its transaction. */
async function other(sql: string): Promise<Session> {
  const session = await openSession();
  await session.run(`set application_name = 'nightly report'; begin isolation level repeatable read; ${sql}`);
  return session;
}

const BLOCKERS = [
  ['an old snapshot', 'select count(*) from other'],
  ['a writer of the table', "insert into note values (1000, 'open')"],
] as const;

test.each(MAJORS.flatMap((major) => BLOCKERS.map(([who, sql]) => [major, who, sql] as const)))(
  'PostgreSQL %i: a build gives %s up, removes its invalid index and names whom it waited for',
  async (major, _, sql) => {
    await on(major);

    const blocker = await other(sql);
    const [row] = await blocker.query<{ pid: number }>('select pg_backend_pid() as pid');
    const applied = await apply(BUILD);
    if (!sql.startsWith('insert')) expect(await index(own)).toEqual([]);
    const name = `process ${row?.pid} \\(nightly report, role postgres, from 127.0.0.1\\), connected for \\d+ s, idle in transaction, in a transaction for \\d+ s: select pg_backend_pid`;
    expect(applied).toMatchObject({
      outcome: 'stopped',
      code: 'E_LOCK_TIMEOUT',
      message: expect.stringMatching(new RegExp(`it waited 0.7 s for ${name}`)),
    });
    expect(progress.join('\n')).toMatch(new RegExp(`expand-001 {2}waits for ${name}`));
    await blocker[Symbol.asyncDispose]();
    expect(await apply(BUILD)).toEqual({ outcome: 'done', ran: ['expand-001'] });
    expect(await index(own)).toEqual([{ valid: true }]);
    expect(await noted()).toEqual({ done: true, failed: false });
  },
);

test.each(MAJORS)(
  'PostgreSQL %i: who has read the table keeps the invalid index from going: that is said, is in doubt, and the next attempt does not hang',
  async (major) => {
    await on(major);
    const blocker = await other('select count(*) from note');
    const refused = {
      outcome: 'stopped',
      code: 'E_LOCK_TIMEOUT',
      message: expect.stringContaining('could not be removed now'),
    };
    expect(await apply(BUILD)).toMatchObject(refused);
    expect(await index(own)).toEqual([{ valid: false }]);
    expect(await noted()).toEqual({ done: false, failed: false });
    expect(await apply(BUILD)).toMatchObject(refused);
    await blocker[Symbol.asyncDispose]();
    expect(await apply(BUILD)).toEqual({ outcome: 'done', ran: ['expand-001'] });
    expect(await index(own)).toEqual([{ valid: true }]);
  },
  60_000,
);

test.each(MAJORS)(
  'PostgreSQL %i: a removal gives up as well and is finished by the next attempt',
  async (major) => {
    await on(major);
    await own.run('create index note_text_idx on note (text)');
    const blocker = await other('select count(*) from note');
    expect(await apply(REMOVE)).toMatchObject({
      code: 'E_LOCK_TIMEOUT',
      message: expect.stringContaining('nightly report'),
    });
    await blocker[Symbol.asyncDispose]();
    expect(await apply(REMOVE)).toEqual({ outcome: 'done', ran: ['expand-001'] });
    expect(await index(own)).toEqual([]);
  },
);

test.each(MAJORS)(
  'PostgreSQL %i: a prepared transaction, which has no process, is named by its own name',
  async (major) => {
    await on(major);
    const session = await openSession();
    await session.run("begin; insert into note values (1000, 'prepared'); prepare transaction 'it''s mine'");
    await session[Symbol.asyncDispose]();
    const applied = await apply(BUILD);
    await own.run("rollback prepared 'it''s mine'");
    expect(applied).toMatchObject({
      code: 'E_LOCK_TIMEOUT',
      message: expect.stringContaining("the prepared transaction 'it''s mine' of role postgres"),
    });
    expect(await apply(BUILD)).toEqual({ outcome: 'done', ran: ['expand-001'] });
  },
);

test.each(MAJORS)(
  'PostgreSQL %i: many short transactions are waited for, though together they take longer than the deadline',
  async (major) => {
    await on(major);
    let busy = true;
    const writers = [0, 1, 2].map(async (n) => {
      const session = await openSession();
      for (let i = 0; busy; i++)
        await session.run(
          `begin; insert into note values (${1000 + n * 1000 + i}, 'short'); select pg_sleep(0.3); commit`,
        );
      await session[Symbol.asyncDispose]();
    });
    expect(await apply({ ...BUILD, lockTimeoutMs: 500 })).toEqual({ outcome: 'done', ran: ['expand-001'] });
    busy = false;
    await Promise.all(writers);
  },
  30_000,
);

test.each(MAJORS)(
  'PostgreSQL %i: a build that fails for its rows is told plainly, leaves nothing, and is noted as failed',
  async (major) => {
    await on(major);
    await own.run("insert into note values (1000, 'note 1')");
    expect(await apply(UNIQUE)).toMatchObject({
      code: 'E_STEP_FAILED',
      message: 'could not create unique index "note_text_idx" (23505). Key (text)=(note 1) is duplicated.',
    });
    expect(await index(own)).toEqual([]);
    expect(await noted()).toEqual({ done: false, failed: true });
    await own.run('delete from note where id = 1000');
    expect(await apply(UNIQUE)).toEqual({ outcome: 'done', ran: ['expand-001'] });
    expect(await noted()).toEqual({ done: true, failed: false });
  },
);
