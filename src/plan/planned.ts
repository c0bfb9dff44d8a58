import type { Change } from '../diff/change.ts';
import type { Schema } from '../ir/schema.ts';
import type { Scope } from '../ir/scope.ts';
import type { Effects } from '../locks/effects.ts';
import type { Plan } from './plan.ts';

/** A plan with what each of its steps is predicted to do. */
export interface PlannedChange {
  readonly from: Schema;
  readonly to: Schema;
  /** The target without what is left alone: what tests and artifacts are about. The whole of it, whatever the scope. */
  readonly managed: Schema;
  /** Of a large database, the tables that `from` and `to` are cut to, and how many there are; `null` where they are whole. */
  readonly scope: { readonly tables: Scope; readonly of: number } | null;
  readonly changes: readonly Change[];
  readonly plan: Plan;
  /** The version that `effects` are predicted for. */
  readonly major: number;
  /** One for each step. */
  readonly effects: readonly Effects[];
}
