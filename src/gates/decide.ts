import { parseInstant } from '../base/instant.ts';
import { disagreementIn } from '../certificate/disagreement.ts';
import { measuredIn } from '../certificate/measured-facts.ts';
import type { Predicate } from '../certificate/payload.ts';
import { type Refusal, type RefusalCode, refusal } from '../certificate/refusal.ts';
import type { Verdict, VerifiedCertificate } from '../certificate/verify.ts';
import type { Collection } from '../evidence/record.ts';
import { checkMeasurements, checkThresholds } from './measurements.ts';
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

/** What a gate reads: whether a certificate is valid, and the records of its run. */
interface Evidence {
  readonly verdict: Verdict;
  readonly collection: Collection;
}

/**
 * Decides from the evidence, the local policy and what is there. What was certified is judged again, not believed: what
 * was measured stands in the records, and the certificate may only repeat it.
 */
export function decide({ verdict, collection }: Evidence, policy: Policy, observed: Observed): Decision {
  if (verdict.verdict !== 'VALID')
    return { decision: 'REFUSED', code: verdict.code, message: verdict.message, certificate: null };
  const { certificate } = verdict;
  const objection =
    checkTarget(certificate, observed) ??
    checkGit(certificate.predicate, policy, observed) ??
    checkPolicy(certificate, policy, observed) ??
    checkRecords(certificate.predicate, collection, policy) ??
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

/** Without records nothing is known to have been measured, and where they say something else, nobody is believed. */
function checkRecords(
  predicate: Predicate,
  { records, fault }: Collection,
  policy: Policy,
): GateRefusal | Refusal | null {
  if (records === null) return refusal('E_FACTS', fault);
  const disagreement = disagreementIn(predicate, records);
  if (disagreement !== null) return refusal('E_FACTS', disagreement);
  const measured = measuredIn(records);
  return checkMeasurements(measured, predicate.drift) ?? checkThresholds(measured, predicate.scores, policy);
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
