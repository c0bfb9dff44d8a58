import type { Code } from '../base/codes.ts';
import type { Change } from '../diff/change.ts';
import type { Lookup } from '../ir/ddl.ts';
import type { ColumnObject, ObjectId, ObjectKind, Schema } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';
import type { Hazard, Step, Undo } from './plan.ts';

/**
 * What a step may leave behind for others: an object, a fact about one, or for those that may name every object of a
 * kind, all that the plan makes of it.
 */
export type Thing = ObjectId | `${'filled' | 'not null'} ${ObjectId}` | `any ${ObjectKind}`;

/** A step before it has its number, and what its place follows from. What nobody makes is there already. */
export interface StepDraft extends Omit<Step, 'id'> {
  readonly makes: readonly Thing[];
  readonly needs: readonly Thing[];
  readonly removes: readonly Thing[];
}

/** What a recipe may know besides its change. */
export interface Context {
  readonly from: Schema;
  readonly to: Schema;
  /** Objects of the target, by id. */
  readonly lookup: Lookup;
  /** Tables of the target, by id. */
  readonly tables: ReadonlyMap<ObjectId, TableModel>;
  /** Tables that this plan creates: nobody waits for a lock on them. */
  readonly newTables: ReadonlySet<ObjectId>;
  /** Columns that hold their values only once the backfill phase is over. */
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

/** Changes that one recipe carries out together, and what it reads off them. */
export interface Claim<Part> {
  readonly changes: readonly Change[];
  readonly part: Part;
}

/** @param changes Those that no recipe before it in the list has claimed. */
export type Claims<Part> = (changes: readonly Change[], context: Context) => readonly Claim<Part>[];

/**
 * One safe change, in a file named after its id. It claims the changes that are its own, and gives steps for each claim.
 * It picks statements; what they lock is for `locks` to predict and for a rehearsal to observe.
 */
export interface Recipe<Part = unknown> {
  readonly id: string;
  /** One sentence: what it does instead of the obvious, and why. */
  readonly summary: string;
  /** The page of the PostgreSQL manual that makes it safe. */
  readonly source: `https://www.postgresql.org/docs/${string}`;
  readonly claims: Claims<Part>;
  /** In the order in which they run; another claim's may come in between. */
  steps(part: Part, context: Context): readonly StepDraft[] | Refusal;
}

/** `Part` is named by the recipe: TypeScript does not find it through what makes `claims`. */
export const defineRecipe = <Part>(recipe: Recipe<Part>): Recipe => recipe;

export const LOCK_TIMEOUT_MS = 2_000;
/** How long a concurrent statement waits for any one transaction, before it is given up and tidied up after. */
const CONCURRENT_WAIT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const SCAN_TIMEOUT_MS = 3_600_000;

type Essentials = Pick<StepDraft, 'phase' | 'sql' | 'object' | 'undo'> &
  Partial<Pick<StepDraft, 'makes' | 'needs' | 'removes'>> & { readonly hazards?: readonly Hazard[] };

/** A statement that only changes the catalog: it has its lock for an instant or gives up. */
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

/** A statement that reads every row under a lock that lets reads and writes go on. */
export const scanStep = (step: Essentials): StepDraft => ({
  ...quickStep(step),
  statementTimeoutMs: SCAN_TIMEOUT_MS,
});

/**
 * A statement that PostgreSQL refuses inside a transaction. However long it works, nothing cuts it: a statement_timeout
 * would throw hours of an honest build away. But it waits, for writers and for old snapshots, and each of these waits
 * ends with the lock_timeout: a forgotten session would hold it up for ever. Who sets one must tidy up, as `deploy`
 * does: a build that was given up leaves an invalid index behind.
 */
export const concurrentStep = (step: Essentials): StepDraft => ({
  ...quickStep(step),
  transactional: false,
  lockTimeoutMs: CONCURRENT_WAIT_MS,
  statementTimeoutMs: 0,
});

export const goesWith = (what: string): Undo => ({ unnecessary: `undone together with ${what}` });
