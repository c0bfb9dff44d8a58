import { expect, test } from 'bun:test';
import type { Session } from '../world/engine.ts';
import { SqlError } from './error.ts';
import { ownsItsSession, readPid } from './own-session.ts';

// Shorter than a promise that is kept for good, longer than one that is settled.
const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const never = <T>(): Promise<T> => new Promise(() => {});

/** A session whose questions are answered by the processes in turn, the last of them from then on. */
function servedBy(...pids: readonly number[]): Session & { closed: boolean } {
  let asked = 0;
  const next = (): readonly object[] => [{ pid: pids[Math.min(asked++, pids.length - 1)] }];
  return {
    closed: false,
    query: async <Row extends object>() => next() as readonly Row[],
    run: async () => 0,
    results: async () => [[], next()],
    async [Symbol.asyncDispose]() {
      this.closed = true;
    },
  };
}

const refusing = (sqlState: string): Session => ({
  ...servedBy(0),
  results: () => Promise.reject(new SqlError('it was refused', { sqlState, sql: '' })),
});
const waiting = (): Session => ({ ...servedBy(0), results: () => never() });

/** Another of these sessions for each connection. */
const connecting = (sessions: readonly Session[]): (() => Promise<Session>) => {
  let opened = 0;
  return async () => sessions[opened++] ?? servedBy(1000 + opened);
};

test('a session that keeps its process beside others owns it, and the others are closed', async () => {
  const rivals = [servedBy(2), servedBy(3), servedBy(4)];
  const found = await ownsItsSession({ session: servedBy(1), connect: connecting(rivals) }, sleep);
  expect(found).toEqual({ owned: true, unsure: null });
  expect(rivals.map(({ closed }) => closed)).toEqual([true, true, true]);
});

test('where others get no process and this one keeps its own, it owns it', async () => {
  const found = await ownsItsSession({ session: servedBy(1), connect: connecting([waiting()]) }, sleep);
  expect(found).toEqual({ owned: true, unsure: null });
});

test.each<[string, Session, Session]>([
  ['gives another process at once', servedBy(1, 2), servedBy(3)],
  ['gives another process beside a rival', servedBy(1, 1, 2), servedBy(1000)],
  ['gives its process to a rival', servedBy(1), servedBy(1)],
  ['refuses transactions', servedBy(1), refusing('08P01')],
])('a pooler is found out that %s', async (_, session, rival) => {
  expect(await ownsItsSession({ session, connect: connecting([rival]) }, sleep)).toMatchObject({
    owned: false,
  });
});

test('a pooler is found out that leaves a session without an answer', async () => {
  let asked = 0;
  const first = servedBy(1);
  const session = {
    ...first,
    query: <Row extends object>(sql: string) =>
      ++asked > 2 ? never<readonly Row[]>() : first.query<Row>(sql),
  };
  const found = await ownsItsSession({ session, connect: connecting([servedBy(2)]) }, sleep);
  expect(found).toMatchObject({ owned: false, why: expect.stringContaining('no answer') });
});

test('a server without a second connection leaves it open, and says why', async () => {
  const connect = () => Promise.reject(new SqlError('too many connections', { sqlState: '53300', sql: '' }));
  expect(await ownsItsSession({ session: servedBy(1), connect }, sleep)).toEqual({
    owned: true,
    unsure: 'the server takes no second connection (too many connections)',
  });
});

test('a timeout of the server is no pooler', async () => {
  const asking = ownsItsSession({ session: servedBy(1), connect: connecting([refusing('57014')]) }, sleep);
  await expect(asking).rejects.toMatchObject({ sqlState: '57014' });
});

test('an embedded engine has one session and owns it', async () => {
  expect(await ownsItsSession({ session: servedBy(1), connect: null }, sleep)).toEqual({
    owned: true,
    unsure: null,
  });
});

test('a session that tells no process has none that could be asked after', async () => {
  const silent: Session = { ...servedBy(1), query: async () => [] };
  await expect(readPid(silent)).rejects.toThrow('pg_backend_pid() gave no row');
});
