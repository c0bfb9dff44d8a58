import type { Measured } from '../certificate/measured-facts.ts';
import type { Predicate } from '../certificate/payload.ts';
import { LOCK_MODES } from '../sql/lock.ts';
import type { Policy } from './policy.ts';
import { type GateRefusal, gateRefusal } from './refusal.ts';

/**
 * Holds under every policy. A rehearsal that passed has counted errors and lost rows, has been rolled back and tested:
 * where one of these was not measured, nothing opens. Constraint violations and RLS failures are not counted apart by any
 * rehearsal yet (they are among the errors and the failed tests), so they may be `null`; a number must be 0.
 *
 * @param drift From the certificate: no record holds it.
 */
export function checkMeasurements(
  { shadowRealm, tests }: Measured,
  drift: Predicate['drift'],
): GateRefusal | null {
  if (shadowRealm.verdict !== 'PASS')
    return gateRefusal('E_REHEARSAL', `its verdict is ${shadowRealm.verdict}`);
  const { errors, rowsLost, rollbackVerdict, constraintViolations, rlsFailures } = shadowRealm;
  if (errors === null || rowsLost === null || rollbackVerdict === null)
    return gateRefusal('E_REHEARSAL', 'its errors, lost rows or rollback were not measured');
  const faults = [errors, rowsLost, constraintViolations ?? 0, rlsFailures ?? 0];
  if (faults.some((fault) => fault !== 0) || rollbackVerdict === 'FAIL')
    return gateRefusal('E_REHEARSAL', 'it had errors or lost rows');
  if (!(tests.total > 0 && tests.failed === 0 && tests.passed === tests.total))
    return gateRefusal('E_TESTS', `${tests.passed} of ${tests.total} passed`);
  if (drift.differences !== 0) return gateRefusal('E_DRIFT', `${drift.differences ?? 'unknown'} differences`);
  return null;
}

/** What the policy allows. A score that nobody has measured is within no threshold. */
export function checkThresholds(
  { locks }: Measured,
  scores: Predicate['scores'],
  { thresholds }: Policy,
): GateRefusal | null {
  const destructive = locks.phases.reduce((sum, phase) => sum + phase.destructive, 0);
  const limits: readonly (readonly [string, boolean])[] = [
    [`SCS below ${thresholds.minScs}`, isAtLeast(scores.scs, thresholds.minScs)],
    [`MRI above ${thresholds.maxMri}`, isAtMost(scores.mri, thresholds.maxMri)],
    [`TCI below ${thresholds.minTci}`, isAtLeast(scores.tci, thresholds.minTci)],
    [
      `a lock held longer than ${thresholds.maxHoldMs} ms`,
      isAtMost(locks.longestHoldMs, thresholds.maxHoldMs),
    ],
    [`more rewrites than ${thresholds.maxRewrites}`, isAtMost(locks.rewrites.count, thresholds.maxRewrites)],
    [
      `more destructive steps than ${thresholds.maxDestructive}`,
      isAtMost(destructive, thresholds.maxDestructive),
    ],
    [
      `a lock stronger than ${thresholds.strongestLock}`,
      isWeakEnough(locks.strongest, thresholds.strongestLock),
    ],
  ];
  const broken = limits.find(([, holds]) => !holds);
  return broken === undefined ? null : gateRefusal('E_THRESHOLD', broken[0]);
}

// `null <= 1` is true in JavaScript, and every comparison with NaN false: the type first, then the order.
const isAtMost = (value: number | null, limit: number | null): boolean =>
  limit === null || (typeof value === 'number' && value <= limit);
const isAtLeast = (value: number | null, limit: number | null): boolean =>
  limit === null || (typeof value === 'number' && value >= limit);

function isWeakEnough(
  mode: Measured['locks']['strongest'],
  limit: Policy['thresholds']['strongestLock'],
): boolean {
  if (limit === null || mode === 'none') return true;
  const rank = LOCK_MODES.indexOf(mode);
  return rank !== -1 && rank <= LOCK_MODES.indexOf(limit);
}
