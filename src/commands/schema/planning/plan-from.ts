import type { Diagnostic } from '../../../base/diagnostic.ts';
import { InputRefused } from '../../../base/diagnostic.ts';
import { EXIT } from '../../../base/exit.ts';
import { diff } from '../../../diff/diff.ts';
import { createAllSql } from '../../../ir/create-all.ts';
import { elaborate, SchemaRefused } from '../../../ir/elaborate.ts';
import { partAbout } from '../../../ir/part-about.ts';
import { hintOnRefusal } from '../../../ir/refused-hint.ts';
import type { CarriedObject, Schema } from '../../../ir/schema.ts';
import { schemaOf } from '../../../ir/schema-of.ts';
import type { Effects } from '../../../locks/effects.ts';
import { predictScript } from '../../../locks/script-effects.ts';
import { refuseWhatIsInTheWay } from '../../../plan/in-the-way.ts';
import { makePlan } from '../../../plan/make-plan.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { PlannedChange } from '../../../plan/planned.ts';
import type { Refusal } from '../../../plan/recipe.ts';
import type { Session } from '../../../world/engine.ts';
import type { World } from '../../../world/world.ts';
import type { LoadedSchema } from '../../inputs/schema.ts';
import type { Source } from '../../inputs/source.ts';

/** What is to be reached: a schema file, or a source of another kind, which has no text to point at. */
export type Target = LoadedSchema & Partial<Pick<Source, 'fromCatalog'>>;

/**
 * Plans the way from a source to a schema and predicts the locks of every step from its SQL.
 *
 * @throws {InputRefused} with exit 5 and every change that can't be planned, at the SDL line that asks for it.
 */
export async function planFrom(
  source: Pick<Source, 'schema' | 'fromCatalog'>,
  target: Target,
  major: number,
  world: World,
  scratch: Session | null = null,
): Promise<PlannedChange> {
  const { from, to } =
    source.fromCatalog || target.fromCatalog === true
      ? await elaborated(source.schema, target, world, scratch)
      : { from: source.schema, to: target.schema };
  const changes = diff(from, to);
  // As the database has them: elaboration knows only those that can be made again.
  const carried = source.schema.objects.filter((object) => object.kind === 'carried');
  const planning = makePlan(changes, from, to);
  const refusals = [...refuseWhatIsInTheWay(changes, carried), ...planning.refusals];
  const { plan } = planning;
  if (plan === null || refusals.length > 0)
    throw new InputRefused(
      refusals.map((refusal) => located(refusal, to)),
      { texts: new Map([[target.source, target.text]]), exit: EXIT.plan },
    );
  if (carried.length > 0) world.log.warn(leftAlone(carried));
  const missing = onlyIn(target.schema, carried);
  if (missing.length > 0)
    world.log.warn(`The plan does not make these, which a schema can't express: ${some(missing)}.`);
  return {
    from,
    to,
    changes,
    plan,
    major,
    effects: effectsOf(plan, from, major),
  };
}

/** What each step of a plan is predicted to do on a major version: locks differ between them. */
export function effectsOf(plan: Plan, from: Schema, major: number): readonly Effects[] {
  const steps = plan.steps.map(({ sql }) => sql);
  return predictScript(createAllSql(partAbout(from, steps)), steps, major);
}

const leftAlone = (carried: readonly CarriedObject[]): string =>
  `A schema can't express these, and the plan leaves them as they are: ${some(carried)}.`;

function some(carried: readonly CarriedObject[]): string {
  const names = carried.slice(0, 5).map(({ id }) => id.slice('carried:'.length));
  const more = carried.length > names.length ? ` and ${carried.length - names.length} more` : '';
  return `${names.join(', ')}${more}`;
}

/** What a target has beside its tables and is not, or is otherwise, where the plan starts. */
function onlyIn({ objects }: Schema, carried: readonly CarriedObject[]): readonly CarriedObject[] {
  const there = new Set(carried.map(({ id, definition }) => `${id} ${definition}`));
  return objects
    .filter((object) => object.kind === 'carried')
    .filter(({ id, definition }) => !there.has(`${id} ${definition}`));
}

/** Both sides as one server prints them. What a schema can't express is part of the target too: a plan leaves it alone. */
async function elaborated(
  live: Schema,
  target: LoadedSchema,
  world: World,
  scratch: Session | null,
): Promise<{ readonly from: Schema; readonly to: Schema }> {
  const engine = scratch === null ? await world.openScratch({ pgtap: false }) : null;
  const session = scratch ?? engine?.session;
  if (!session) throw new Error('a scratch database is there or was opened');
  try {
    const carried = live.objects.filter((object) => object.kind === 'carried');
    const declared = target.schema.objects.filter((object) => object.kind !== 'carried');
    const whole = schemaOf([...declared, ...carried]);
    return { from: await elaborate(live, session), to: await elaborate(whole, session) };
  } catch (error) {
    throw error instanceof SchemaRefused ? refusedAt(error, target) : error;
  } finally {
    await engine?.[Symbol.asyncDispose]();
  }
}

/**
 * PostgreSQL's objection to an object, at the SDL line that asks for the object; as it is for an object that only the
 * database has.
 */
export function refusedAt(error: SchemaRefused, target: Target): Error {
  const { object, message, cause } = error;
  const span = target.schema.objects.find((candidate) => candidate.id === object)?.declared?.origin ?? null;
  if (span === null && target.fromCatalog !== true) return error;
  const diagnostic: Diagnostic = { code: 'REFUSED_BY_POSTGRES', message, span, hint: hintOnRefusal(cause) };
  return new InputRefused([diagnostic], {
    texts: new Map([[target.source, target.text]]),
    exit: EXIT.generation,
  });
}

function located({ code, object, message, hint }: Refusal, to: Schema) {
  const origin = to.objects.find((candidate) => candidate.id === object)?.declared?.origin ?? null;
  return { code, message, span: origin, hint };
}
