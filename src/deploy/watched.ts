import type { Session } from '../world/engine.ts';
import { activitiesOf, describeActivity } from './activity.ts';
import type { DeployPorts } from './ports.ts';

// A statement that is over by then is not looked at: most are, and need no second connection.
const FIRST_LOOK_MS = 400;
const LOOK_EVERY_MS = 400;

interface Watcher {
  /** Name of the step, for progress. */
  readonly step: string;
  /** The server process that runs the statement. */
  readonly pid: number;
  readonly ports: DeployPorts;
}

/** How a statement ended and whom it was last seen to wait for, as a sentence; `null` where it was not seen to wait. */
export type Watched<T> =
  | { readonly value: T; readonly waitedFor: string | null }
  | { readonly error: unknown; readonly waitedFor: string | null };

/**
 * Runs a statement and says meanwhile, and afterwards, whose transaction it waits for. That is seen from a second
 * connection and only while it waits; where none is to be had, less is said and the statement runs all the same.
 */
export async function watched<T>(watcher: Watcher, statement: () => Promise<T>): Promise<Watched<T>> {
  let over = false;
  const running = statement().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const ended = running.then(() => {
    over = true;
  });
  await Promise.race([ended, watcher.ports.sleep(FIRST_LOOK_MS)]);
  const waitedFor = over ? null : await look(watcher, ended, () => over);
  return { ...(await running), waitedFor };
}

/** Looks until the statement is over. Nothing that goes wrong with looking is of consequence to what is looked at. */
async function look(
  { step, pid, ports }: Watcher,
  ended: Promise<void>,
  over: () => boolean,
): Promise<string | null> {
  const whenOver = ended.then(() => null);
  const opening = ports.connect?.().catch(() => null) ?? null;
  const session = await Promise.race([opening, whenOver]);
  if (!session) {
    void opening?.then((late) => late?.[Symbol.asyncDispose]());
    return null;
  }
  let seen: string | null = null;
  let told = '';
  try {
    while (!over()) {
      // A pool with one server process answers only when the statement is over.
      const blockers = await Promise.race([blockersOf(session, pid).catch(() => null), whenOver]);
      if (blockers && !over()) {
        seen = blockers.sentence;
        if (told !== blockers.who) ports.progress(`${step}  waits for ${seen}`);
        told = blockers.who;
      }
      await Promise.race([ended, ports.sleep(LOOK_EVERY_MS)]);
    }
  } finally {
    await session[Symbol.asyncDispose]();
  }
  return seen;
}

interface Blockers {
  readonly who: string;
  readonly sentence: string;
}

/** Those a server process waits for now. */
async function blockersOf(session: Session, pid: number): Promise<Blockers | null> {
  const [row] = await session.query<{ pids: readonly number[] }>(
    'select pg_catalog.pg_blocking_pids($1::pg_catalog.int4) as pids',
    [pid],
  );
  const pids = [...new Set(row?.pids ?? [])];
  if (pids.length === 0) return null;
  const named = (await activitiesOf(session, pids)).map(describeActivity);
  // https://www.postgresql.org/docs/18/functions-info.html: a prepared transaction has no process and is shown as 0.
  const prepared = pids.includes(0) ? await preparedTransactions(session) : [];
  const all = [...named, ...prepared];
  return all.length === 0 ? null : { who: pids.join(), sentence: all.slice(0, MOST).join('; ') };
}

const MOST = 3;

async function preparedTransactions(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ gid: string; owner: string; prepared: string }>(
    `select pg_catalog.quote_literal(gid) as gid, owner::pg_catalog.text as owner, prepared::pg_catalog.text as prepared
     from pg_catalog.pg_prepared_xacts where database = pg_catalog.current_database() order by prepared`,
  );
  return rows.map(
    ({ gid, owner, prepared }) =>
      `the prepared transaction ${gid} of role ${owner}, prepared at ${prepared}, which COMMIT PREPARED or ROLLBACK PREPARED ends`,
  );
}
