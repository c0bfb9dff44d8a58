import { InputRefused } from '../base/diagnostic.ts';
import type { Change } from '../diff/change.ts';
import { diff } from '../diff/diff.ts';
import { createAllSql } from '../ir/create-all.ts';
import { elaborate } from '../ir/elaborate.ts';
import type { Schema } from '../ir/schema.ts';
import type { Effects } from '../locks/effects.ts';
import { predictScript } from '../locks/script-effects.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Refusal } from '../plan/recipe.ts';
import type { World } from './command.ts';
import { EXIT } from './exit.ts';
import type { LoadedSchema } from './load-schema.ts';
import type { Source } from './source.ts';

/** A plan with what each of its steps is predicted to do. */
export interface PlannedChange {
  readonly from: Schema;
  readonly to: Schema;
  readonly changes: readonly Change[];
  readonly plan: Plan;
  /** As many as there are steps. */
  readonly effects: readonly Effects[];
}

/**
 * Plans the way from a source to a schema and predicts the locks of every step from its SQL.
 *
 * @throws {InputRefused} with exit 5 and every change that can't be planned, at the SDL line that asks for it.
 */
export async function planFrom(
  source: Source,
  target: LoadedSchema,
  major: number,
  world: World,
): Promise<PlannedChange> {
  const { from, to } = source.fromCatalog
    ? await elaborated(source.schema, target.schema, world)
    : { from: source.schema, to: target.schema };
  const unmanaged = new Set(
    from.objects.filter((object) => object.kind === 'unmanaged').map((object) => object.id),
  );
  const changes = diff(from, to).filter(
    (change) => change.kind !== 'drop' || !unmanaged.has(change.before.id),
  );
  const { plan, refusals } = makePlan(changes, from, to);
  if (plan === null)
    throw new InputRefused(
      refusals.map((refusal) => located(refusal, to)),
      { texts: new Map([[target.source, target.text]]), exit: EXIT.plan },
    );
  if (unmanaged.size > 0)
    world.log.warn(
      `${unmanaged.size} objects that a schema can't express are left as they are: ${[...unmanaged].slice(0, 5).join(', ')}${unmanaged.size > 5 ? ' …' : ''}`,
    );
  return {
    from,
    to,
    changes,
    plan,
    effects: predictScript(
      createAllSql(from),
      plan.steps.map((step) => step.sql),
      major,
    ),
  };
}

async function elaborated(
  from: Schema,
  to: Schema,
  world: World,
): Promise<{ readonly from: Schema; readonly to: Schema }> {
  const engine = await world.openScratch({ pgtap: false });
  try {
    return { from: await elaborate(from, engine.session), to: await elaborate(to, engine.session) };
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

function located({ code, object, message, hint }: Refusal, to: Schema) {
  const origin = to.objects.find((candidate) => candidate.id === object)?.declared?.origin ?? null;
  return { code, message, span: origin, hint };
}
