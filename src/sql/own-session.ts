import type { Engine, Session } from '../world/engine.ts';
import { SqlError } from './error.ts';
import { persistently } from './persistently.ts';

/** Whether the server process behind a session is that session's alone. */
export type Ownership =
  | { readonly owned: true; readonly unsure: string | null }
  | { readonly owned: false; readonly why: string };

/**
 * How many other sessions ask for a server process. More than one: a pooler may have several processes and give the
 * first rival another one than ours.
 */
const RIVALS = 3;
/** A server that answers at all answers these questions sooner. */
const PATIENCE_MS = 3_000;

/**
 * Finds out whether a pooler lends one server process to several clients, as PgBouncer does in transaction or
 * statement mode. Then advisory locks, settings and prepared statements would stay behind for other clients, and
 * another client could take "our" lock.
 *
 * The test: other sessions open a transaction while this session has none. A pooler that lends gives them this
 * session's process, or later gives this session another one. A session of its own keeps its process, and nobody else
 * gets it. Nothing that is run here leaves anything behind.
 *
 * https://www.pgbouncer.org/features.html
 *
 * @throws {SqlError} when a timeout or an operator cancels one of these questions (SQLSTATE class 57).
 */
export async function ownsItsSession(
  { session, connect }: Pick<Engine, 'session' | 'connect'>,
  sleep: (ms: number) => Promise<void>,
): Promise<Ownership> {
  if (connect === null) return { owned: true, unsure: null };
  const probe: Probe = { session, sleep, seen: new Set() };
  const rivals: Session[] = [];
  try {
    // Asked twice: a pooler that hands out its processes in turn answers from another process the second time.
    const early = (await askAgain(probe)) ?? (await askAgain(probe));
    return early === null ? await judgeRivals(connect, rivals, probe) : { owned: false, why: early };
  } finally {
    await Promise.all(rivals.map((rival) => leave(rival, sleep)));
  }
}

async function judgeRivals(
  connect: () => Promise<Session>,
  rivals: Session[],
  probe: Probe,
): Promise<Ownership> {
  while (rivals.length < RIVALS) {
    const rival = await open(connect);
    if (typeof rival === 'string') return { owned: true, unsure: rivals.length > 0 ? null : rival };
    const outcome = await compete(rival, probe);
    // The rival still waits here. Had the pooler been free to lend this session's process, the rival would have got
    // it.
    const why = typeof outcome === 'string' ? await askAgain(probe) : outcome.fault;
    if (outcome === 'starved') await rival[Symbol.asyncDispose]();
    else rivals.push(rival);
    if (why !== null) return { owned: false, why };
    if (outcome === 'starved') break;
  }
  return { owned: true, unsure: null };
}

/** Ends the rival's transaction first: a pooler reuses a process cleanly only then. */
async function leave(rival: Session, sleep: (ms: number) => Promise<void>): Promise<void> {
  await within(sleep, rival.run('rollback')).catch(() => {});
  await rival[Symbol.asyncDispose]();
}

interface Probe {
  readonly session: Session;
  readonly sleep: (ms: number) => Promise<void>;
  /** Every process that has answered this session. */
  readonly seen: Set<number>;
}

// The role may have timeouts that would end this transaction while other sessions are asked. The settings last as
// long as the transaction.
const BEGIN = `begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
  select pg_catalog.set_config(name, '0', true) from pg_catalog.pg_settings where name = 'transaction_timeout'`;
const PID = 'select pg_catalog.pg_backend_pid() as pid';

/** A transaction that was begun before it was cancelled is ended first. */
async function beginAnew(session: Session): Promise<readonly (readonly object[])[]> {
  try {
    return await session.results(`${BEGIN}; ${PID}`);
  } catch (error) {
    await session.run('rollback').catch(() => {});
    throw error;
  }
}

/**
 * Asks this session for its process id again. Gives a sentence when the id is another one, or when no answer comes.
 */
async function askAgain({ session, sleep, seen }: Probe): Promise<string | null> {
  const pid = await within(
    sleep,
    persistently(() => readPid(session)),
  );
  if (pid === null) return 'this session got no answer while another one was in a transaction';
  seen.add(pid);
  return seen.size > 1 ? `one session was served by the processes ${[...seen].join(', ')}` : null;
}

/** SQLSTATE class of a timeout or an operator's intervention. It says nothing about poolers, so it is thrown on. */
const INTERVENTION = '57';

/**
 * Has another session open a transaction. `starved`: it got no answer, so there was no process left for it, and this
 * session's process (which is in no transaction) was not lent to it.
 */
async function compete(
  rival: Session,
  { sleep, seen }: Probe,
): Promise<'served' | 'starved' | { readonly fault: string }> {
  try {
    const answer = await within(
      sleep,
      persistently(() => beginAnew(rival)),
    );
    if (answer === null) return 'starved';
    const pid = pidIn(answer.at(-1));
    return seen.has(pid) ? { fault: `the process ${pid} served two sessions at once` } : 'served';
  } catch (error) {
    if (error instanceof SqlError && error.sqlState.startsWith(INTERVENTION)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: `another session could not open a transaction: ${reason}` };
  }
}

/** The server process that runs what a session asks. */
export const readPid = async (session: Session): Promise<number> => pidIn(await session.query(PID));

// With a number that stands for none, nobody would be seen to block it and no lock to be held by it.
function pidIn([row]: readonly object[] = []): number {
  if (row === undefined) throw new Error('pg_backend_pid() gave no row');
  return (row as { readonly pid: number }).pid;
}

/** The answer, or `null` after PATIENCE_MS; then nobody waits for it any more. */
async function within<T>(sleep: (ms: number) => Promise<void>, answer: Promise<T>): Promise<T | null> {
  answer.catch(() => {});
  return Promise.race([answer, sleep(PATIENCE_MS).then(() => null)]);
}

/**
 * SQLSTATE when the server, the database or the role allows no more connections.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const TOO_MANY_CONNECTIONS = '53300';

/** Another session, or the sentence that says why the server has none to spare. */
async function open(connect: () => Promise<Session>): Promise<Session | string> {
  try {
    return await connect();
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
    const state = error instanceof SqlError ? error.sqlState : cause?.code;
    if (state !== TOO_MANY_CONNECTIONS) throw error;
    return `the server takes no second connection (${error instanceof Error ? error.message : ''})`;
  }
}
