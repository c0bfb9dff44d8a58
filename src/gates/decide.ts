import { parseInstant } from '../base/instant.ts';
import type { Predicate } from '../certificate/payload.ts';
import type { RefusalCode } from '../certificate/refusal.ts';
import type { Verdict, VerifiedCertificate } from '../certificate/verify.ts';
import { LOCK_MODES } from '../sql/lock.ts';
import { type Policy, policyDigest } from './policy.ts';
import { type GateCode, type GateRefusal, gateRefusal } from './refusal.ts';
import { checkTarget, type Observed } from './target.ts';

/** Whether the gate opens. `certificate` is there exactly when it does. */
export type Decision =
  | {
      readonly decision: 'OPEN';
      readonly code: null;
      readonly message: string;
      readonly certificate: VerifiedCertificate;
    }
  | {
      readonly decision: 'REFUSED';
      readonly code: GateCode | RefusalCode;
      readonly message: string;
      readonly certificate: null;
    };

/** Decides from a verdict, the local policy and what is there. What was certified is judged again, not believed. */
export function decide(verdict: Verdict, policy: Policy, observed: Observed): Decision {
  if (verdict.verdict !== 'VALID')
    return { decision: 'REFUSED', code: verdict.code, message: verdict.message, certificate: null };
  const { certificate } = verdict;
  const objection =
    checkTarget(certificate, observed) ??
    checkGit(certificate.predicate, policy, observed) ??
    checkPolicy(certificate, policy, observed) ??
    checkMeasurements(certificate.predicate) ??
    checkThresholds(certificate.predicate, policy) ??
    checkTime(certificate.predicate, policy, observed.nowMs);
  if (objection !== null) return { decision: 'REFUSED', ...objection, certificate: null };
  return { decision: 'OPEN', code: null, message: verdict.message, certificate };
}

function checkGit({ target }: Predicate, policy: Policy, { git }: Observed): GateRefusal | null {
  const unknown = [target.repository, target.commit, target.tree].includes(null);
  if (policy.requireCommit && unknown) return gateRefusal('E_COMMIT_UNKNOWN');
  // `!== false`: a work tree that nobody examined is not clean.
  if (policy.requireClean && target.dirty !== false) return gateRefusal('E_DIRTY', 'when it was certified');
  if (policy.requireClean && git.dirty !== false) return gateRefusal('E_DIRTY', git.dirt ?? 'now');
  return null;
}

function checkPolicy(
  { predicate, roles }: VerifiedCertificate,
  policy: Policy,
  observed: Observed,
): GateRefusal | null {
  const digest = policyDigest(policy);
  if (predicate.policy.digest !== digest)
    return gateRefusal('E_POLICY_DIGEST', `${policy.name} is ${digest}`);
  const missing = policy.roles.find((role) => !roles.includes(role));
  if (missing !== undefined) return gateRefusal('E_ROLE_MISSING', missing);
  if (policy.requireReproducible && predicate.artifacts.reproducible !== true)
    return gateRefusal('E_NOT_REPRODUCIBLE');
  return policy.requireExamination && observed.examined !== true ? gateRefusal('E_NOT_EXAMINED') : null;
}

/**
 * Holds under every policy. A rehearsal that passed has counted errors and lost rows, has been rolled back and tested:
 * where one of these was not measured, nothing opens. Constraint violations and RLS failures are not counted apart by
 * any rehearsal yet (they are among the errors and the failed tests), so they may be `null`; a number must be 0.
 */
function checkMeasurements({ shadowRealm, tests, drift }: Predicate): GateRefusal | null {
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

function checkThresholds({ scores, locks }: Predicate, { thresholds }: Policy): GateRefusal | null {
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
  mode: Predicate['locks']['strongest'],
  limit: Policy['thresholds']['strongestLock'],
): boolean {
  if (limit === null || mode === 'none') return true;
  const rank = LOCK_MODES.indexOf(mode);
  return rank !== -1 && rank <= LOCK_MODES.indexOf(limit);
}

const HOUR_MS = 3_600_000;
const FRIDAY = 5;

function checkTime({ time, deployment }: Predicate, policy: Policy, nowMs: number): GateRefusal | null {
  const lifetime = msOf(time.expiresAt) - msOf(time.issuedAt);
  const expired = checkExpiry({ time }, nowMs);
  if (expired !== null) return expired;
  if (!(lifetime <= policy.maxLifetimeHours * HOUR_MS))
    return gateRefusal('E_LIFETIME', `more than ${policy.maxLifetimeHours} hours`);
  const { window } = deployment;
  if (window !== null && !isWithin(window, nowMs))
    return gateRefusal('E_WINDOW', `it is for ${window.from} to ${window.to}`);
  const freeze = policy.freezes.find((span) => isWithin(span, nowMs));
  if (freeze) return gateRefusal('E_FREEZE', `until ${freeze.to}, ${freeze.reason}`);
  const friday = new Date(nowMs).getUTCDay() === FRIDAY;
  const authorised = deployment.fridayAuthorisation !== null;
  return policy.forbidFriday && friday && !authorised ? gateRefusal('E_FRIDAY') : null;
}

/**
 * Whether a certificate is still in force. Called once more with the database's clock just before a commit: waiting
 * for a lock may have taken longer than the certificate lived.
 */
export function checkExpiry({ time }: Pick<Predicate, 'time'>, nowMs: number): GateRefusal | null {
  return nowMs < msOf(time.expiresAt) ? null : gateRefusal('E_EXPIRED', `at ${time.expiresAt}`);
}

const msOf = (instant: string): number => parseInstant(instant) ?? Number.NaN;

/** From inclusive, to exclusive. */
const isWithin = ({ from, to }: { readonly from: string; readonly to: string }, nowMs: number): boolean =>
  msOf(from) <= nowMs && nowMs < msOf(to);
