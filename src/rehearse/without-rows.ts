import type { ObjectId, Schema, TableObject } from '../ir/schema.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Unfilled } from './filling.ts';
import type { Work } from './observe.ts';
import type { StepObservation } from './rehearsal.ts';
import type { StepsOn } from './verdict.ts';

interface Rehearsed {
  readonly plan: Plan;
  readonly to: Schema;
  readonly predicted: ReadonlyMap<string, Work>;
}

/** Tables without rows, with what the steps of the plan do with them. */
export function withStepsOn(
  unfilled: readonly Unfilled[],
  rehearsed: Rehearsed,
  seen: readonly StepObservation[],
  tableOf: (step: Step) => TableObject | null,
): readonly (Unfilled & { readonly steps: StepsOn })[] {
  const observed = new Map(seen.map((step) => [step.id, step]));
  const found = new Map<ObjectId, StepsOn>();
  const steps = unfilled.length === 0 ? [] : rehearsed.plan.steps;
  for (const step of steps) {
    const table = tableOf(step);
    if (table === null || found.get(table.id) === 'on rows') continue;
    found.set(table.id, dependsOnRows(step, table, rehearsed, observed.get(step.id)) ? 'on rows' : 'rowless');
  }
  return unfilled.map((one) => ({ ...one, steps: found.get(one.table) ?? 'none' }));
}

/** Whether rows could make a step fail, or could be lost by it: it fills them, reads or rewrites them all, or drops some. */
function dependsOnRows(
  step: Step,
  table: TableObject,
  { to, predicted }: Rehearsed,
  seen: StepObservation | undefined,
): boolean {
  if (seen === undefined || seen.destructive || step.batch !== null) return true;
  const name = `${table.schema}.${table.name}`;
  const work = [predicted.get(step.id), seen].flatMap((one) => (one ? [...one.scans, ...one.rewrites] : []));
  return work.includes(name) && !isPlainIndex(step, to);
}

/** An index that takes whatever rows there are: not unique, and over columns alone. */
function isPlainIndex({ object }: Step, to: Schema): boolean {
  const index = to.objects.find(({ id }) => id === object);
  return index?.kind === 'index' && !index.unique && index.columns !== null && index.where === null;
}
