import type { Digest } from '../base/digest.ts';
import type { EngineName } from '../base/engines.ts';
import type { RelationLock } from '../sql/lock.ts';

export type RehearsalVerdict = 'PASS' | 'FAIL' | 'NOTHING_TO_REHEARSE' | 'INCONCLUSIVE';

/** What one step was seen to do on a throwaway database. */
export interface StepObservation {
  readonly id: string;
  readonly predicted: readonly RelationLock[];
  /** `null`, with the reason in `why`, when the engine can't show it. */
  readonly observed: readonly RelationLock[] | null;
  readonly why: string | null;
  /** `schema.name` of tables whose rows were all rewritten. */
  readonly rewrites: readonly string[];
  /** `schema.name` of tables that were read from end to end and held rows. */
  readonly scans: readonly string[];
  /**
   * Where `rewrites` and `scans` come from. For a statement that refuses a transaction they are predicted from its
   * SQL.
   */
  readonly work: 'observed' | 'predicted';
  readonly ms: number;
  /** Whether its SQL takes rows or columns away. */
  readonly destructive: boolean;
  /** Digest of the elaborated schema once the step was done; `null` when digests were not asked for. */
  readonly schemaAfter: Digest | null;
}

/** A plan, run forwards and back on a copy. Every number here is measured; what was predicted says so. */
export interface Rehearsal {
  readonly verdict: RehearsalVerdict;
  readonly engine: EngineName;
  /** `PostgreSQL 18.6 (PGlite 0.5.14)`. */
  readonly server: string;
  readonly steps: readonly StepObservation[];
  readonly proof: {
    /** `null` when a step failed before the end. */
    readonly reached: Digest | null;
    readonly target: Digest;
    readonly equal: boolean;
    /** Objects that differ between what was reached and the target. */
    readonly differences: readonly string[];
    readonly rowsBefore: number;
    /**
     * Rows that were there before and should still be there, but are not; `null` when the plan did not get to its
     * end.
     */
    readonly rowsLost: number | null;
  };
  readonly rollback: RollbackProof;
  readonly tests: TestCount;
  readonly timings: {
    readonly baselineMs: number;
    readonly fillMs: number;
    readonly stepsMs: number;
    readonly testsMs: number;
    readonly rollbackMs: number;
    readonly totalMs: number;
  };
  /** Sentences: why the verdict is not PASS, and what the engine could not show. */
  readonly notes: readonly string[];
}

export interface RollbackProof {
  /**
   * `PARTIAL`: everything that can be undone was undone, and `remains` lists the rest. `null`: the rollback was not
   * run.
   */
  readonly verdict: 'PASS' | 'PARTIAL' | 'FAIL' | null;
  readonly equal: boolean;
  /** `null` when the rollback was not run to its end. */
  readonly rowsLost: number | null;
  readonly remains: readonly string[];
  readonly ms: number;
}

export interface TestCount {
  /** Assertions, not files. */
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  /** `file: description` of each that failed. */
  readonly failures: readonly string[];
}
