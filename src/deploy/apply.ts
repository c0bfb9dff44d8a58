import type { CertifiedStep } from '../plan/document/read.ts';
import { SqlError } from '../sql/error.ts';
import { AUTHORED_NAMES, localNames, OWN_NAMES } from '../sql/names.ts';
import { onlyRow } from '../sql/only-row.ts';
import { readPid } from '../sql/own-session.ts';
import { pageRanges } from '../sql/page-ranges.ts';
import type { Session } from '../world/engine.ts';
import { beginStep, failStep, finishStep, isInDoubt, type LedgerStep, type StepKey } from './ledger.ts';
import { runOutside } from './outside.ts';
import { checkExpiry, type DeployPorts } from './ports.ts';
import { Stop, type StopCode, stopOf } from './stop.ts';
import { watched } from './watched.ts';

export type Applied =
  | { readonly outcome: 'done'; readonly ran: readonly string[] }
  | {
      readonly outcome: 'stopped';
      readonly ran: readonly string[];
      readonly step: string;
      readonly code: StopCode;
      readonly message: string;
    };

/**
 * Applies certified steps in order and skips those that the ledger has as done. Each step is noted in the ledger, in
 * its own transaction. A step that refuses a transaction is noted before and after it; if it was cut off in between,
 * the next run finds out how it ended.
 */
export async function applySteps(
  certificate: string,
  steps: readonly CertifiedStep[],
  begun: readonly LedgerStep[],
  session: Session,
  ports: DeployPorts,
): Promise<Applied> {
  const ran: string[] = [];
  for (const [position, step] of steps.entries()) {
    const noted = begun.find((entry) => entry.step === step.id);
    if (noted?.done) continue;
    ports.progress(`${step.id}  ${step.sql.split('\n')[0]}`);
    const key = { certificate, step: step.id, position };
    try {
      if (step.batch) await runBatches(session, step, key, ports);
      else if (step.transactional) await runOnce(session, step, key, ports);
      else if (
        !(await runOutside(session, step, key, { inDoubt: noted !== undefined && isInDoubt(noted), ports }))
      )
        continue;
      ran.push(step.id);
    } catch (error) {
      const { code, message, leftHalf, noted: kept } = stopOf(error);
      // If the session is gone, this fails too. The ledger then does not know how the step ended, and the next run
      // finds out.
      if (!leftHalf) await failStep(session, key, kept).catch(() => {});
      return { outcome: 'stopped', ran, step: step.id, code, message };
    }
  }
  return { outcome: 'done', ran };
}

const MAX_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/**
 * If this process freezes within a transaction, the server ends the transaction after this time and so frees its
 * locks.
 */
const IDLE_TIMEOUT_MS = 60_000;
/**
 * SQLSTATEs lock_not_available, deadlock_detected, serialization_failure: the same statement may succeed a moment
 * later.
 */
const WORTH_RETRYING = ['55P03', '40P01', '40001'];

/**
 * Runs `work` in a transaction with the step's timeouts. Tries again while others hold the lock; each pause is twice
 * as long as the one before.
 */
async function inTransaction<T>(
  session: Session,
  step: CertifiedStep,
  ports: DeployPorts,
  work: () => Promise<T>,
): Promise<T> {
  const pid = await readPid(session);
  let waitedFor: string | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      await session.run(
        `begin; set local lock_timeout = ${step.lockTimeoutMs}; set local statement_timeout = ${step.statementTimeoutMs}; set local idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
      );
      const ended = await watched({ step: step.id, pid, ports }, work);
      waitedFor = ended.waitedFor ?? waitedFor;
      if ('error' in ended) throw ended.error;
      await checkExpiry(session, ports);
      await session.run('commit');
      return ended.value;
    } catch (error) {
      await session.run('rollback').catch(() => {});
      if (!(error instanceof SqlError) || !WORTH_RETRYING.includes(error.sqlState)) throw error;
      if (attempt === MAX_ATTEMPTS)
        throw new Stop('E_LOCK_TIMEOUT', inVain(error, waitedFor), { noted: inVain(error, null) });
      const pauseMs =
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + ports.random() / 2);
      ports.progress(`${step.id}  waits for its lock, attempt ${attempt} of ${MAX_ATTEMPTS}`);
      await ports.sleep(pauseMs);
    }
  }
}

const inVain = ({ message }: SqlError, waitedFor: string | null): string =>
  `it did not get its lock in ${MAX_ATTEMPTS} attempts: ${message}.${waitedFor === null ? '' : ` It waited for ${waitedFor}.`}`;

/**
 * Runs the author's SQL within the open transaction, under the search_path that the rehearsal used. Deferred triggers
 * are fired here and not at the commit, so that they run under it too.
 */
async function authored<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run(localNames(AUTHORED_NAMES));
  const result = await work();
  await session.run(`set constraints all immediate; ${localNames(OWN_NAMES)}`);
  return result;
}

async function runOnce(
  session: Session,
  step: CertifiedStep,
  key: StepKey,
  ports: DeployPorts,
): Promise<void> {
  await inTransaction(session, step, ports, async () => {
    await authored(session, () => session.run(step.sql));
    await finishStep(session, key, { batches: null, rows: null });
  });
}

/**
 * Fills each range of pages in a transaction of its own. A run that was cut off starts again at the first range; rows
 * that are filled already stay as they are.
 */
async function runBatches(
  session: Session,
  step: CertifiedStep,
  key: StepKey,
  ports: DeployPorts,
): Promise<void> {
  const batch = step.batch;
  if (!batch) return;
  await beginStep(session, key);
  const ranges = await pageRanges(session, batch.table, batch.pages);
  let rows = 0;
  for (const [i, range] of ranges.entries()) {
    if (i > 0) ports.progress(`${step.id}  ${Math.round((100 * i) / ranges.length)} %, ${rows} rows`);
    const touched = await inTransaction(session, step, ports, () =>
      authored(session, () =>
        session.query<{ n: string }>(
          `with touched as (${batch.sql} returning 1) select pg_catalog.count(*)::pg_catalog.text as n from touched`,
          range,
        ),
      ),
    );
    rows += Number(onlyRow(touched, 'count').n);
  }
  await finishStep(session, key, { batches: ranges.length, rows });
}
