import type { CertifiedStep } from '../plan/document/read.ts';
import { SqlError } from '../sql/error.ts';
import { AUTHORED_NAMES, OWN_NAMES } from '../sql/names.ts';
import type { Session } from '../world/engine.ts';
import { dropInvalidRest, leavesHalf } from './cut-off.ts';
import { beginStep, finishStep, type StepKey } from './ledger.ts';
import { checkExpiry, type DeployPorts } from './ports.ts';
import { Stop, serverNoted, serverSaid } from './stop.ts';
import { pidOf, watched } from './watched.ts';

/** lock_not_available: what a statement gets that waited for its lock_timeout. */
const WAITED_IN_VAIN = '55P03';
/** Whoever has read the table in a transaction that is still open keeps its indexes from being dropped. */
const TIDY_TIMEOUT_MS = 10_000;

/**
 * A statement that refuses a transaction, as CREATE INDEX CONCURRENTLY does. It waits for other transactions, those
 * with an old snapshot among them, and gives up on one that lasts longer than the step's lock_timeout. The server
 * counts each wait by itself, so that work of its own, however long, is never cut.
 * https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-LOCK-TIMEOUT
 *
 * @returns Whether it had to be run.
 * @throws {Stop}
 */
export async function runOutside(
  session: Session,
  step: CertifiedStep,
  key: StepKey,
  { inDoubt, ports }: { readonly inDoubt: boolean; readonly ports: DeployPorts },
): Promise<boolean> {
  if (inDoubt && (await ports.liveDigest()) === step.schemaAfter) {
    await finishStep(session, key, { batches: null, rows: null });
    return false;
  }
  // Nothing is left to ask before its commit, and the build before it may have taken hours.
  await checkExpiry(session, ports);
  const pid = await pidOf(session);
  const run = (work: () => Promise<unknown>) => watched({ step: step.id, pid, ports }, work);
  await session.run(
    `set lock_timeout = ${step.lockTimeoutMs}; set statement_timeout = ${step.statementTimeoutMs}; set search_path = ${AUTHORED_NAMES}`,
  );
  try {
    const rest = await run(() => dropInvalidRest(session, step));
    if ('error' in rest) throw stopped(step, rest.error, { waitedFor: rest.waitedFor, leftHalf: true });
    await beginStep(session, key);
    const ended = await run(() => session.run(step.sql));
    if ('error' in ended) {
      await session
        .run(`set lock_timeout = ${Math.min(step.lockTimeoutMs, TIDY_TIMEOUT_MS)}`)
        .catch(() => {});
      // What can't be tidied up now is by the next attempt; the first error is the one to tell.
      await run(() => dropInvalidRest(session, step));
      const leftHalf = await leavesHalf(session, step).catch(() => true);
      throw stopped(step, ended.error, { waitedFor: ended.waitedFor, leftHalf });
    }
  } finally {
    // RESET would give what the role or the database has set.
    const known = `set lock_timeout = 0; set statement_timeout = 0; set search_path = ${OWN_NAMES}`;
    await session.run(known).catch(() => {});
  }
  await finishStep(session, key, { batches: null, rows: null });
  return true;
}

/** The error to tell: what the server said, for whom it waited, and what is left. */
function stopped(
  step: CertifiedStep,
  error: unknown,
  { waitedFor, leftHalf }: { readonly waitedFor: string | null; readonly leftHalf: boolean },
): unknown {
  if (!(error instanceof SqlError)) return error;
  const left = leftHalf
    ? ' What it left is not valid, no query uses it, and the next deployment removes it; it could not be removed now.'
    : '';
  if (error.sqlState !== WAITED_IN_VAIN)
    return new Stop('E_STEP_FAILED', `${serverSaid(error)}${left}`, {
      leftHalf,
      noted: `${serverNoted(error)}${left}`,
    });
  const whom = waitedFor ?? 'a transaction that could not be seen';
  const message = `it waited ${step.lockTimeoutMs / 1000} s for ${whom}. It was given up${leftHalf ? '.' : ' and left nothing behind.'}${left} End that transaction or wait for its end.`;
  const noted = `it waited ${step.lockTimeoutMs / 1000} s for another transaction in vain.${left}`;
  return new Stop('E_LOCK_TIMEOUT', message, { leftHalf, noted });
}
