import type { Records } from '../evidence/record.ts';
import { PHASES } from '../plan/plan.ts';
import type { Rehearsal, StepObservation } from '../rehearse/rehearsal.ts';
import { strongestOf } from '../sql/lock.ts';
import type { CertificateFacts } from './create.ts';

const MOST_NAMES = 20;

export type Measured = Pick<CertificateFacts, 'locks' | 'shadowRealm' | 'tests'>;

/**
 * What a certificate states about a rehearsal. It follows from the rehearsal alone: everybody who has `realm.json`,
 * whose bytes are certified, can recompute it and see that nobody wrote other numbers into the certificate.
 */
export const measuredFacts = (rehearsal: Rehearsal): Measured => ({
  locks: locksOf(rehearsal),
  shadowRealm: rehearsalOf(rehearsal),
  tests: testsOf(rehearsal),
});

/** The same from the records of a run. */
export const measuredIn = ({ rehearsal, tests }: Pick<Records, 'rehearsal' | 'tests'>): Measured =>
  measuredFacts({ ...rehearsal.body, tests: tests.body });

/** The strongest mode among steps. A step that could not be observed counts with its predicted locks. */
const strongestIn = (steps: readonly StepObservation[]): Measured['locks']['strongest'] =>
  strongestOf(steps.flatMap(({ observed, predicted }) => (observed ?? predicted).map(({ mode }) => mode))) ??
  'none';

const inPhase = (steps: readonly StepObservation[], phase: string): readonly StepObservation[] =>
  steps.filter(({ id }) => id.startsWith(`${phase}-`));

const longest = (steps: readonly StepObservation[]): number | null =>
  steps.length > 0 ? Math.max(...steps.map(({ ms }) => ms)) : null;

function locksOf({ steps }: Rehearsal): Measured['locks'] {
  const named = (names: readonly string[]) => ({
    count: new Set(names).size,
    names: [...new Set(names)].toSorted().slice(0, MOST_NAMES),
  });
  return {
    strongest: strongestIn(steps),
    phases: PHASES.filter((phase) => inPhase(steps, phase).length > 0).map((phase) => ({
      name: phase,
      steps: inPhase(steps, phase).length,
      destructive: inPhase(steps, phase).filter(({ destructive }) => destructive).length,
      strongest: strongestIn(inPhase(steps, phase)),
    })),
    longestHoldMs: longest(steps.filter(({ observed }) => observed !== null && observed.length > 0)),
    rewrites: named(steps.flatMap(({ rewrites }) => rewrites)),
    scans: named(steps.flatMap(({ scans }) => scans)),
  };
}

function rehearsalOf({
  verdict,
  engine,
  server,
  proof,
  rollback,
  timings,
  steps,
}: Rehearsal): Measured['shadowRealm'] {
  return {
    verdict,
    engine,
    server,
    cloneId: null,
    clonedAt: null,
    replayMinutes: null,
    longestBackfillLockMs: longest(inPhase(steps, 'backfill')),
    migrationMs: rounded(timings.stepsMs),
    rollbackMs: rounded(rollback.ms),
    rollbackVerdict: rollback.verdict,
    // A failing step ends the rehearsal, so there is at most one error, and then no end was reached.
    errors: proof.reached === null ? 1 : 0,
    constraintViolations: null,
    rlsFailures: null,
    rowsBefore: proof.rowsBefore,
    rowsLost: proof.rowsLost,
  };
}

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

function testsOf({ tests: { total, passed, failed } }: Rehearsal): Measured['tests'] {
  const tally = { total, passed, failed };
  return {
    ...tally,
    pgtap: tally,
    integration: null,
    policyProbes: null,
    performanceProbes: null,
    coverage: { tables: null, columns: null, triggers: null, policies: null },
  };
}
