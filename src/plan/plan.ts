import type { Code } from '../base/codes.ts';
import type { Digest } from '../base/digest.ts';
import type { ObjectId } from '../ir/schema.ts';

/** In running order. `expand` and `backfill` suit the old application, `contract` only the new one. */
export const PHASES = ['expand', 'backfill', 'validate', 'switch', 'contract'] as const;
export type Phase = (typeof PHASES)[number];

/** Something that an operator must know or do before a step and that its SQL does not show. */
export interface Hazard {
  readonly code: Code;
  readonly message: string;
}

/** How a long data change is divided: ranges of pages of one table, each in its own transaction. */
export interface Batch {
  /** `schema.name`, quoted. */
  readonly table: string;
  /** One batch: `$1` is the first `tid`, inclusive, `$2` the last, exclusive. */
  readonly sql: string;
  readonly pages: number;
}

export type Undo =
  | { readonly sql: string }
  /** Nothing to undo: the undo of an earlier step undoes this one too. */
  | { readonly unnecessary: string }
  | { readonly impossible: string };

/** One statement, with everything that an operator must know before running it. */
export interface Step {
  /** `expand-001`: the phase and the number within it. */
  readonly id: string;
  readonly phase: Phase;
  /** Complete by itself: runnable in psql as it stands. */
  readonly sql: string;
  /** The object whose change the step carries out: reports show why the step is there. */
  readonly object: ObjectId;
  /** `false` for a statement that PostgreSQL refuses inside a transaction, such as CREATE INDEX CONCURRENTLY. */
  readonly transactional: boolean;
  /** Limit of each wait for a lock. 0: none. */
  readonly lockTimeoutMs: number;
  /** Limit of waits and work together. 0: none. */
  readonly statementTimeoutMs: number;
  readonly batch: Batch | null;
  readonly hazards: readonly Hazard[];
  readonly undo: Undo;
}

export interface RollbackStep {
  readonly id: string;
  /** The step it undoes. */
  readonly undoes: string;
  readonly sql: string;
  readonly transactional: boolean;
}

/** Steps in running order, for a database whose schema hashes to `fromDigest` and no other. */
export interface Plan {
  readonly fromDigest: Digest;
  readonly toDigest: Digest;
  readonly steps: readonly Step[];
  readonly rollback: readonly RollbackStep[];
}
