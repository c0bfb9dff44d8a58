import type { Change } from '../diff/change.ts';
import type { Schema } from '../ir/schema.ts';
import type { Effects } from '../locks/effects.ts';
import type { Plan } from './plan.ts';

/** A plan with what each of its steps is predicted to do. */
export interface PlannedChange {
  readonly from: Schema;
  readonly to: Schema;
  /** `to` without what is left alone: what tests and artifacts are about. */
  readonly managed: Schema;
  readonly changes: readonly Change[];
  readonly plan: Plan;
  /** The version that `effects` are predicted for. */
  readonly major: number;
  /** One for each step. */
  readonly effects: readonly Effects[];
}
