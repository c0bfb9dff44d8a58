import type { CertifiedStep } from '../plan/document/read.ts';
import { SqlError } from '../sql/error.ts';
import { AUTHORED_NAMES, OWN_NAMES } from '../sql/names.ts';
import { readPid } from '../sql/own-session.ts';
import type { Session } from '../world/engine.ts';
import { dropInvalidRest, leavesHalf } from './cut-off.ts';
import { beginStep, finishStep, type StepKey } from './ledger.ts';
import { checkExpiry, type DeployPorts } from './ports.ts';
import { Stop, serverNoted, serverSaid } from './stop.ts';
import { watched } from './watched.ts';

/** SQLSTATE lock_not_available: a statement waited longer than its lock_timeout. */
const WAITED_IN_VAIN = '55P03';
/** How long removing an invalid index may wait: transactions that have read the table keep it from being dropped. */
const TIDY_TIMEOUT_MS = 10_000;

/**
 * Runs a statement that refuses a transaction, such as CREATE INDEX CONCURRENTLY. Such a statement waits for other
 * transactions, also for those with an old snapshot, and gives up on one that lasts longer than the step's
 * lock_timeout. The server applies lock_timeout to each wait by itself, so it never cuts the statement's own work,
 * however long that takes.
 * https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-LOCK-TIMEOUT
 *
 * @returns Whether it had to be run: `false` when an earlier run had finished it.
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
  // Asked here, before the statement: it commits by itself, and nothing can be asked between its work and that
  // commit.
  await checkExpiry(session, ports);
  const pid = await readPid(session);
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
      // If the rest can't be removed now, the next attempt removes it. The first error is the one to report.
      await run(() => dropInvalidRest(session, step));
      const leftHalf = await leavesHalf(session, step).catch(() => true);
      throw stopped(step, ended.error, { waitedFor: ended.waitedFor, leftHalf });
    }
  } finally {
    // Known values instead of RESET, which would restore what the role or the database has set.
    const known = `set lock_timeout = 0; set statement_timeout = 0; set search_path = ${OWN_NAMES}`;
    await session.run(known).catch(() => {});
  }
  await finishStep(session, key, { batches: null, rows: null });
  return true;
}

/** The error to report: what the server said, whom the statement waited for, and what it left behind. */
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
