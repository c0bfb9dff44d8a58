import type { Code } from '../base/codes.ts';
import type { Change } from '../diff/change.ts';
import type { Lookup } from '../ir/ddl.ts';
import type { ColumnObject, ObjectId, ObjectKind, Schema } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';
import type { Hazard, Step, Undo } from './plan.ts';

/**
 * What steps make, need and remove: an object, a fact about one (`filled`, `not null`), or `any` of a kind. `any
 * table` is everything of that kind that the plan makes; a step needs it when its expressions may name whatever they
 * like.
 */
export type Thing = ObjectId | `${'filled' | 'not null'} ${ObjectId}` | `any ${ObjectKind}`;

/** A step that has no number yet, with what decides its place. A thing that no step makes exists already. */
export interface StepDraft extends Omit<Step, 'id'> {
  readonly makes: readonly Thing[];
  readonly needs: readonly Thing[];
  readonly removes: readonly Thing[];
}

/** What a recipe may look at besides the changes. */
export interface Context {
  readonly from: Schema;
  readonly to: Schema;
  /** Objects of the target, by id. */
  readonly lookup: Lookup;
  /** Tables of the target, by id. */
  readonly tables: ReadonlyMap<ObjectId, TableModel>;
  /** Tables that this plan creates: nobody waits for a lock on them. */
  readonly newTables: ReadonlySet<ObjectId>;
  /** Columns whose values are complete only after the backfill phase. */
  readonly backfilled: ReadonlySet<ObjectId>;
  column(table: ObjectId, name: string): ColumnObject | undefined;
}

/** Why a change can't be planned, and what the author can do about it. */
export interface Refusal {
  readonly code: Code;
  readonly object: ObjectId;
  readonly message: string;
  readonly hint: string | null;
}

/** Changes that a recipe carries out together, and what it needs to know about them. */
export interface Claim<Part> {
  readonly changes: readonly Change[];
  readonly part: Part;
}

/** @param changes The changes that no earlier recipe in the list has claimed. */
export type Claims<Part> = (changes: readonly Change[], context: Context) => readonly Claim<Part>[];

/**
 * One safe change, in a file named after its id. It claims the changes that it can carry out, and gives the steps for
 * each claim. A recipe only chooses statements: `locks` predicts what they lock, and a rehearsal observes it.
 */
export interface Recipe<Part = unknown> {
  readonly id: string;
  /** One sentence: what it does instead of the obvious, and why. */
  readonly summary: string;
  /** The page of the PostgreSQL manual that makes it safe. */
  readonly source: `https://www.postgresql.org/docs/${string}`;
  readonly claims: Claims<Part>;
  /** The steps in the order in which they run. Steps of other recipes may come in between. */
  steps(part: Part, context: Context): readonly StepDraft[] | Refusal;
}

/** Checks a recipe's shape. A recipe must name `Part` itself: TypeScript can't infer it through `claims`. */
export const defineRecipe = <Part>(recipe: Recipe<Part>): Recipe => recipe;

export const LOCK_TIMEOUT_MS = 2_000;
/**
 * How long a concurrent statement waits for any one transaction. After that it is given up, and what it left is
 * removed.
 */
const CONCURRENT_WAIT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const SCAN_TIMEOUT_MS = 3_600_000;

type Essentials = Pick<StepDraft, 'phase' | 'sql' | 'object' | 'undo'> &
  Partial<Pick<StepDraft, 'makes' | 'needs' | 'removes'>> & { readonly hazards?: readonly Hazard[] };

/** A statement that only changes the catalog: it holds its lock for an instant, or gives up waiting for it. */
export const quickStep = (step: Essentials): StepDraft => ({
  makes: [],
  needs: [],
  removes: [],
  hazards: [],
  batch: null,
  transactional: true,
  lockTimeoutMs: LOCK_TIMEOUT_MS,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  ...step,
});

/** A statement that reads every row, under a lock that lets reads and writes go on. */
export const scanStep = (step: Essentials): StepDraft => ({
  ...quickStep(step),
  statementTimeoutMs: SCAN_TIMEOUT_MS,
});

/**
 * A statement that PostgreSQL refuses inside a transaction. It has no statement_timeout: that could throw away hours
 * of a good build. But it waits for writers and for old snapshots, and a forgotten session would hold it up for ever,
 * so each wait is limited by lock_timeout. A build that is given up leaves an invalid index behind. Whoever runs this
 * step must remove it, as `deploy` does.
 */
export const concurrentStep = (step: Essentials): StepDraft => ({
  ...quickStep(step),
  transactional: false,
  lockTimeoutMs: CONCURRENT_WAIT_MS,
  statementTimeoutMs: 0,
});

export const goesWith = (what: string): Undo => ({ unnecessary: `undone together with ${what}` });
