import type { Session } from '../world/engine.ts';
import { type Activity, activitiesOf, describeActivity, duration } from './activity.ts';
import type { Objection } from './preconditions.ts';

// Any 64-bit number does; this one is the ASCII of "wesley".
const ADVISORY_KEY = '131277611885945';

export interface Patience {
  /** How long to wait for another deployment, in milliseconds; 0 asks once. */
  readonly waitMs: number;
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  progress(text: string): void;
}

const ASK_EVERY_MS = 500;
const TELL_EVERY_MS = 10_000;

/**
 * Makes this session the only one that deploys to the database, until the session ends. Waits for whoever deploys
 * before it: a running deployment, or the server process of one whose client was killed. That process is left to
 * finish. What it does is certified and noted in its own transaction, and a build that is cut has to start again.
 * After this has waited, everything that was read from the database before must be read again.
 */
export async function takeDatabase(session: Session, patience: Patience): Promise<Objection | null> {
  const beganMs = patience.nowMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const [row] = await session.query<{ taken: boolean }>(
      'select pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8) as taken',
      [ADVISORY_KEY],
    );
    if (row?.taken === true) return null;
    const nowMs = patience.nowMs();
    const leftMs = beganMs + patience.waitMs - nowMs;
    if (leftMs <= 0) return busy(await findHolder(session), nowMs - beganMs);
    if (nowMs - toldMs >= TELL_EVERY_MS) {
      toldMs = nowMs;
      patience.progress(
        `waits up to ${duration(leftMs / 1000)} for server ${described(await findHolder(session))}, which deploys to this database`,
      );
    }
    await patience.sleep(Math.min(ASK_EVERY_MS, leftMs));
  }
}

function busy(holder: Activity | null, waitedMs: number): Objection {
  const waited = waitedMs < 1000 ? '' : ` It was waited for ${duration(waitedMs / 1000)}.`;
  const message = `another deployment to this database is running: server ${described(holder)}.${waited}`;
  return { code: 'E_BUSY', message };
}

const described = (holder: Activity | null): string =>
  holder === null ? 'process that has just ended' : describeActivity(holder);

/** Who deploys to this database now; `null` when nobody does. */
export async function findHolder(session: Session): Promise<Activity | null> {
  // A lock on one 64-bit key is shown as its two halves. https://www.postgresql.org/docs/18/view-pg-locks.html
  const [lock] = await session.query<{ pid: number }>(
    `select pid from pg_catalog.pg_locks where locktype = 'advisory' and granted and objsubid = 1
       and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
       and (classid::pg_catalog.int8 << 32) + objid::pg_catalog.int8 = $1::pg_catalog.int8`,
    [ADVISORY_KEY],
  );
  if (!lock) return null;
  return (await activitiesOf(session, [lock.pid]))[0] ?? null;
}
