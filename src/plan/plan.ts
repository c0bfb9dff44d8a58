import type { Code } from '../base/codes.ts';
import type { Digest } from '../base/digest.ts';
import type { ObjectId } from '../ir/schema.ts';

/** In running order. `expand` and `backfill` suit the old application, `contract` only the new one. */
export const PHASES = ['expand', 'backfill', 'validate', 'switch', 'contract'] as const;
export type Phase = (typeof PHASES)[number];

/** What an operator must know or do before a step, because SQL alone does not tell. */
export interface Hazard {
  readonly code: Code;
  readonly message: string;
}

/** How a long data change is cut: page ranges of one table, each its own transaction. */
export interface Batch {
  /** `schema.name`, quoted. */
  readonly table: string;
  /** One batch: `$1` is the first `tid`, inclusive, `$2` the last, exclusive. */
  readonly sql: string;
  readonly pages: number;
}

export type Undo =
  | { readonly sql: string }
  /** The undo of an earlier step takes this one's effect along. */
  | { readonly unnecessary: string }
  | { readonly impossible: string };

/** One statement and everything an operator must know before running it. */
export interface Step {
  /** `expand-001`: the phase and the number within it. */
  readonly id: string;
  readonly phase: Phase;
  /** Complete by itself: runnable in psql as it stands. */
  readonly sql: string;
  /** The object whose change it carries out, so that a report can say why it is there. */
  readonly object: ObjectId;
  /** `false` where PostgreSQL refuses a transaction, as for CREATE INDEX CONCURRENTLY. */
  readonly transactional: boolean;
  /** Of each wait for one lock. 0 means none. */
  readonly lockTimeoutMs: number;
  /** Of waits and work together. 0 means none. */
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
