import type { Digest } from '../../../base/digest.ts';
import { formatInstant } from '../../../base/instant.ts';
import { artifactsOf } from '../../../certificate/artifacts.ts';
import { applicableReasons } from '../../../certificate/consistency.ts';
import type { CertificateFacts } from '../../../certificate/create.ts';
import { measuredFacts } from '../../../certificate/measured-facts.ts';
import { lastSequence } from '../../../deploy/progress.ts';
import { subjectOf } from '../../../diff/change.ts';
import { type Policy, policyDigest } from '../../../gates/policy.ts';
import type { PlannedChange } from '../../../plan/planned.ts';
import type { Rehearsal } from '../../../rehearse/rehearsal.ts';
import type { Target } from '../../../targets/target.ts';
import type { GitFacts } from '../../../world/git.ts';
import type { TargetFacts } from '../../database/target/facts.ts';

export interface CertificateInputs {
  readonly id: string;
  readonly sequence: number;
  readonly environment: string;
  readonly tool: string;
  readonly git: GitFacts;
  readonly database: TargetFacts | null;
  readonly drift: { readonly takenAt: string; readonly differences: number } | null;
  readonly planned: PlannedChange;
  readonly rehearsal: Rehearsal;
  /** Those whose files are certified. */
  readonly targets: readonly Target[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Digest of the last record of the evidence, which vouches for all of them. */
  readonly evidence: Digest;
  readonly manifest: Digest;
  readonly policy: Policy;
  readonly nowMs: number;
  readonly hours: number;
}

const HOUR_MS = 3_600_000;
const MOST_NAMES = 20;

// Why a value may be null. Only those that apply are written down.
const REASONS: Readonly<Record<string, string>> = {
  'target.repository': 'there is no git work tree, or it has no commit',
  'target.commit': 'there is no git work tree, or it has no commit',
  'target.tree': 'there is no git work tree, or it has no commit',
  'target.branch': 'the head is detached, or there is no git work tree',
  'target.tag': 'the commit has no tag',
  'target.dirty': 'there is no git work tree, or it has no commit',
  'target.author': 'there is no git work tree, or it has no commit',
  'target.message': 'there is no git work tree, or it has no commit',
  'target.database': 'no database was named, or nothing was deployed to it yet',
  'artifacts.specBundle.config': 'there is no config file',
  'artifacts.evidencePack': 'no evidence pack was made',
  'artifacts.reproducible': 'nobody has rebuilt it in a clean folder',
  'artifacts.tests': 'there are no tests',
  drift: 'no database was named',
  'locks.longestHoldMs': 'no step holds a lock on a relation that was there before',
  shadowRealm: 'the rehearsal makes its own rows: no clone was taken and no production load was replayed',
  'shadowRealm.constraintViolations': 'a violated constraint is one of the errors and is not counted apart',
  'shadowRealm.rlsFailures': 'row security is asked by the tests, whose failures are not counted apart',
  tests: 'only the generated pgTAP tests are run, and coverage is not computed from them',
  scores: 'scores are computed from executed evidence only, and none is defined for what was executed',
  risk: 'risk is judged from history, and none is kept',
  prediction: 'a prediction needs past deployments, and none is kept',
  'policy.thresholds': 'the policy sets none',
  deployment: 'nobody stated it',
};

/** What was measured, in the certificate's groups. Nothing here is assumed: what was not measured is null. */
export function certificateFacts(inputs: CertificateInputs): CertificateFacts {
  const { id, sequence, environment, tool, database, rehearsal, policy, planned, targets } = inputs;
  const { dirt: _, ...git } = inputs.git;
  const artifacts = artifactsOf(inputs, targets);
  const facts: Omit<CertificateFacts, 'unmeasured'> = {
    certificate: { id, sequence, tool },
    target: {
      environment,
      ...git,
      targets: targets.map(({ name }) => name).filter((name) => Object.hasOwn(artifacts.targets, name)),
      database: {
        engine: database?.engine ?? null,
        systemIdentifier: database?.systemIdentifier ?? null,
        name: database?.name ?? null,
        identity: database?.identity?.id ?? null,
        oid: database?.oid ?? null,
        timeline: database?.timeline ?? null,
        lastSequence: database ? lastSequence(database.ledger, environment) : null,
        fromSchema: database ? planned.plan.fromDigest : null,
        toSchema: rehearsal.proof.target,
      },
    },
    artifacts,
    drift: {
      snapshot: inputs.drift ? planned.plan.fromDigest : null,
      takenAt: inputs.drift?.takenAt ?? null,
      differences: inputs.drift?.differences ?? null,
    },
    ...measuredFacts(rehearsal),
    scores: { scs: null, mri: null, tci: null },
    risk: { level: null, score: null, factors: riskFactors(inputs) },
    prediction: { minutesToProduction: null, window: null, method: null, confidence: null, basedOn: null },
    policy: {
      digest: policyDigest(policy),
      name: policy.name,
      thresholds: {
        minScs: policy.thresholds.minScs,
        maxMri: policy.thresholds.maxMri,
        minTci: policy.thresholds.minTci,
      },
    },
    deployment: {
      approvals: null,
      changeControlId: null,
      scheduledAt: null,
      window: null,
      fridayAuthorisation: null,
    },
    time: {
      issuedAt: formatInstant(inputs.nowMs),
      expiresAt: formatInstant(inputs.nowMs + inputs.hours * HOUR_MS),
    },
  };
  return { ...facts, unmeasured: applicableReasons(facts, REASONS) };
}

function riskFactors({ planned, nowMs }: CertificateInputs): CertificateFacts['risk']['factors'] {
  const kinds = planned.changes.map((change) => `${change.kind} ${subjectOf(change).kind}`);
  return {
    kinds: [...new Set(kinds)].toSorted().slice(0, MOST_NAMES),
    tableSizes: null,
    lockHistory: null,
    incidents: null,
    friday: new Date(nowMs).getUTCDay() === 5,
  };
}
