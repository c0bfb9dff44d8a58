import type { Engine, Session } from '../world/engine.ts';
import { SqlError } from './error.ts';

/** Whether the server process behind a session is that session's alone. */
export type Ownership =
  | { readonly owned: true; readonly unsure: string | null }
  | { readonly owned: false; readonly why: string };

/** Others that ask for a server process meanwhile: a pooler of several processes gives some of them one of another pool. */
const RIVALS = 3;
/** Nothing that is asked here takes longer on a server that answers at all. */
const PATIENCE_MS = 3_000;

/**
 * Finds out by behaviour whether a pooler lends one server process to several clients, as PgBouncer does in transaction
 * or statement mode: advisory locks, settings and prepared statements would then stay behind for others, and whoever
 * comes next could take "our" lock. Others open a transaction while this session has none. A pooler that lends gives
 * them the process that this session had, or gives this session another one; a session of its own keeps its process,
 * and nobody else has it. Nothing that is run here leaves anything behind.
 *
 * https://www.pgbouncer.org/features.html
 *
 * @throws {SqlError} when the server itself ends what is asked.
 */
export async function ownsItsSession(
  { session, connect }: Pick<Engine, 'session' | 'connect'>,
  sleep: (ms: number) => Promise<void>,
): Promise<Ownership> {
  if (connect === null) return { owned: true, unsure: null };
  const probe: Probe = { session, sleep, seen: new Set() };
  const rivals: Session[] = [];
  try {
    // Asked twice: a pooler that takes its processes in turn gives another one.
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
    // While the rival still waits: had this session's process been free, the rival would have it.
    const why = typeof outcome === 'string' ? await askAgain(probe) : outcome.fault;
    if (outcome === 'starved') await rival[Symbol.asyncDispose]();
    else rivals.push(rival);
    if (why !== null) return { owned: false, why };
    if (outcome === 'starved') break;
  }
  return { owned: true, unsure: null };
}

/** A pooler takes a process back in good order only when its transaction is over. */
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

// A role may have timeouts that would end it while the others are asked. They go with the transaction.
const BEGIN = `begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
  select pg_catalog.set_config(name, '0', true) from pg_catalog.pg_settings where name = 'transaction_timeout'`;
const PID = 'select pg_catalog.pg_backend_pid() as pid';

/** Asks this session for its process again; a sentence when it is not the one it was. */
async function askAgain({ session, sleep, seen }: Probe): Promise<string | null> {
  const pid = await within(sleep, readPid(session));
  if (pid === null) return 'this session got no answer while another one was in a transaction';
  seen.add(pid);
  return seen.size > 1 ? `one session was served by the processes ${[...seen].join(', ')}` : null;
}

/** Of what a timeout or an operator ends: that tells nothing about what stands before the server. */
const INTERVENTION = '57';

/**
 * Has another session open a transaction. `starved`: no process was left for it, and that of this session, which has no
 * transaction, was not given away.
 */
async function compete(
  rival: Session,
  { sleep, seen }: Probe,
): Promise<'served' | 'starved' | { readonly fault: string }> {
  try {
    const answer = await within(sleep, rival.results(`${BEGIN}; ${PID}`));
    if (answer === null) return 'starved';
    const pid = pidIn(answer.at(-1));
    return seen.has(pid) ? { fault: `the process ${pid} served two sessions at once` } : 'served';
  } catch (error) {
    if (error instanceof SqlError && error.sqlState.startsWith(INTERVENTION)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: `another session could not open a transaction: ${reason}` };
  }
}

const readPid = async (session: Session): Promise<number> => pidIn(await session.query(PID));

const pidIn = (rows: readonly object[] = []): number =>
  (rows[0] as { readonly pid: number } | undefined)?.pid ?? 0;

/** `null` when the answer takes too long; it is not waited for any more. */
async function within<T>(sleep: (ms: number) => Promise<void>, answer: Promise<T>): Promise<T | null> {
  answer.catch(() => {});
  return Promise.race([answer, sleep(PATIENCE_MS).then(() => null)]);
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: the server, the database or the role takes no more. */
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
