import type { Digest } from '../base/digest.ts';
import type { Session } from '../sql/engine.ts';
import { SqlError } from '../sql/error.ts';
import { AUTHORED_NAMES, localNames, OWN_NAMES } from '../sql/names.ts';
import { pageRanges } from '../sql/page-ranges.ts';
import type { CertifiedStep } from './certified-plan.ts';
import { dropInvalidRest } from './cut-off.ts';
import { beginStep, finishStep, type LedgerStep } from './ledger.ts';

export interface Around {
  sleep(ms: number): Promise<void>;
  /** Random in [0, 1). */
  random(): number;
  progress(text: string): void;
  /** Digest of the live schema, elaborated. */
  liveDigest(): Promise<Digest>;
  /** Why the certificate is no longer in force by the database's clock, or `null`. Asked just before each commit, and before what commits by itself. */
  expired(databaseNowMs: number): string | null;
}

export type Applied =
  | { readonly outcome: 'done'; readonly ran: readonly string[] }
  | {
      readonly outcome: 'stopped';
      readonly ran: readonly string[];
      readonly step: string;
      readonly code: StopCode;
      readonly message: string;
    };

export type StopCode = 'E_LOCK_TIMEOUT' | 'E_STEP_FAILED' | 'E_EXPIRED';

/** Why a step ended the run. */
class Stop extends Error {
  readonly code: StopCode;
  constructor(code: StopCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Applies certified steps in order, passing over those the ledger has as done. Each is noted in the transaction that
 * carries it out; one that refuses a transaction is noted before and after, and found out about when it was cut off.
 */
export async function applySteps(
  certificate: string,
  steps: readonly CertifiedStep[],
  begun: readonly LedgerStep[],
  session: Session,
  around: Around,
): Promise<Applied> {
  const ran: string[] = [];
  for (const [position, step] of steps.entries()) {
    const noted = begun.find((entry) => entry.step === step.id);
    if (noted?.done) continue;
    around.progress(`${step.id}  ${step.sql.split('\n')[0]}`);
    const key = { certificate, step: step.id, position };
    try {
      if (step.batch) await runBatches(session, step, key, around);
      else if (step.transactional) await runOnce(session, step, key, around);
      else if (!(await runOutside(session, step, key, { inDoubt: noted !== undefined, around }))) continue;
      ran.push(step.id);
    } catch (error) {
      const stop = stopOf(error);
      return { outcome: 'stopped', ran, step: step.id, ...stop };
    }
  }
  return { outcome: 'done', ran };
}

function stopOf(error: unknown): { readonly code: StopCode; readonly message: string } {
  if (error instanceof Stop) return { code: error.code, message: error.message };
  if (!(error instanceof SqlError)) throw error;
  const detail = error.detail ? ` ${error.detail}` : '';
  return { code: 'E_STEP_FAILED', message: `${error.message} (${error.sqlState}).${detail}` };
}

interface Key {
  readonly certificate: string;
  readonly step: string;
  readonly position: number;
}

const MAX_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Should this process freeze within a transaction, the server takes back its locks. */
const IDLE_TIMEOUT_MS = 60_000;
/** lock_not_available, deadlock_detected, serialization_failure: the same statement may succeed a moment later. */
const WORTH_RETRYING = ['55P03', '40P01', '40001'];

/** Runs `work` in a transaction with the step's timeouts, again while others hold the lock, each pause twice as long. */
async function inTransaction<T>(
  session: Session,
  step: CertifiedStep,
  around: Around,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.run(
        `begin; set local lock_timeout = ${step.lockTimeoutMs}; set local statement_timeout = ${step.statementTimeoutMs}; set local idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
      );
      const result = await work();
      await checkExpiry(session, around);
      await session.run('commit');
      return result;
    } catch (error) {
      await session.run('rollback').catch(() => {});
      if (!(error instanceof SqlError) || !WORTH_RETRYING.includes(error.sqlState)) throw error;
      if (attempt === MAX_ATTEMPTS)
        throw new Stop(
          'E_LOCK_TIMEOUT',
          `${step.id} did not get its lock in ${attempt} attempts: ${error.message}`,
        );
      const pauseMs =
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + around.random() / 2);
      around.progress(`${step.id}  waits for its lock, attempt ${attempt} of ${MAX_ATTEMPTS}`);
      await around.sleep(pauseMs);
    }
  }
}

/** Runs what an author wrote in the transaction that is open, with names resolved as the rehearsal resolved them. */
async function authored<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run(localNames(AUTHORED_NAMES));
  const result = await work();
  await session.run(localNames(OWN_NAMES));
  return result;
}

async function checkExpiry(session: Session, around: Around): Promise<void> {
  const [row] = await session.query<{ ms: number }>(
    'select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::pg_catalog.float8 as ms',
  );
  const reason = around.expired(row?.ms ?? Number.NaN);
  if (reason !== null) throw new Stop('E_EXPIRED', reason);
}

async function runOnce(session: Session, step: CertifiedStep, key: Key, around: Around): Promise<void> {
  await inTransaction(session, step, around, async () => {
    await authored(session, () => session.run(step.sql));
    await finishStep(session, key, { batches: null, rows: null });
  });
}

/** Every range of pages in a transaction of its own. Cut off and begun again, rows that are filled are passed over. */
async function runBatches(session: Session, step: CertifiedStep, key: Key, around: Around): Promise<void> {
  const batch = step.batch;
  if (!batch) return;
  await beginStep(session, key);
  const ranges = await pageRanges(session, batch.table, batch.pages);
  let rows = 0;
  for (const [i, range] of ranges.entries()) {
    if (i > 0) around.progress(`${step.id}  ${Math.round((100 * i) / ranges.length)} %, ${rows} rows`);
    const touched = await inTransaction(session, step, around, () =>
      authored(session, () =>
        session.query<{ n: string }>(
          `with touched as (${batch.sql} returning 1) select pg_catalog.count(*)::pg_catalog.text as n from touched`,
          range,
        ),
      ),
    );
    rows += Number(touched[0]?.n ?? 0);
  }
  await finishStep(session, key, { batches: ranges.length, rows });
}

/** A statement that refuses a transaction, as CREATE INDEX CONCURRENTLY does. Whether it had to be run. */
async function runOutside(
  session: Session,
  step: CertifiedStep,
  key: Key,
  { inDoubt, around }: { readonly inDoubt: boolean; readonly around: Around },
): Promise<boolean> {
  if (inDoubt && (await around.liveDigest()) === step.schemaAfter) {
    await finishStep(session, key, { batches: null, rows: null });
    return false;
  }
  // Nothing is left to ask before its commit, and the build before it may have taken hours.
  await checkExpiry(session, around);
  await dropInvalidRest(session, step);
  await beginStep(session, key);
  await session.run(
    `set lock_timeout = ${step.lockTimeoutMs}; set statement_timeout = ${step.statementTimeoutMs}; set search_path = ${AUTHORED_NAMES}`,
  );
  try {
    await session.run(step.sql);
  } catch (error) {
    // What can't be tidied up now is by the next attempt; the first error is the one to tell.
    await dropInvalidRest(session, step).catch(() => {});
    throw error;
  } finally {
    // RESET would give what the role or the database has set.
    const known = `set lock_timeout = 0; set statement_timeout = 0; set search_path = ${OWN_NAMES}`;
    await session.run(known).catch(() => {});
  }
  await finishStep(session, key, { batches: null, rows: null });
  return true;
}
