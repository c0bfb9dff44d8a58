import type { Diagnostic } from '../../../base/diagnostic.ts';
import { InputRefused } from '../../../base/diagnostic.ts';
import { EXIT } from '../../../base/exit.ts';
import { diff } from '../../../diff/diff.ts';
import { contradicted, type Manage } from '../../../ir/carried/manage.ts';
import { isRight } from '../../../ir/carried/rights.ts';
import { carriedBy, type Extent, withCarried, withCommonCarried } from '../../../ir/carried/with-carried.ts';
import { createAllSql } from '../../../ir/create-all.ts';
import { SchemaRefused } from '../../../ir/elaborate.ts';
import { externalTables } from '../../../ir/external-tables.ts';
import { partAbout } from '../../../ir/part-about.ts';
import { hintOnRefusal } from '../../../ir/refused-hint.ts';
import type { ObjectId, Schema, SchemaObject } from '../../../ir/schema.ts';
import { factsText, schemaOf } from '../../../ir/schema-of.ts';
import type { Scope } from '../../../ir/scope.ts';
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
import { extentOf } from './extent.ts';
import { readSides, type Sides, tableCount } from './read-sides.ts';

/** What is to be reached: a schema file, or a source of another kind, which has no text to point at. */
export type Target = LoadedSchema & Partial<Pick<Source, 'fromCatalog'>>;

/** How a plan is made, besides from what and to what. */
export interface Planning {
  /** The major version that locks are predicted for. */
  readonly major: number;
  readonly manage: Manage;
  /** A scratch database that is open already and stays open; `null` to open one where it is needed. */
  readonly scratch?: Session | null;
}

/**
 * Plans the way from a source to a schema and predicts the locks of every step from its SQL.
 *
 * @throws {InputRefused} with exit 5 and every change that can't be planned, at the SDL line that asks for it.
 */
export async function planFrom(
  source: Pick<Source, 'schema' | 'fromCatalog'>,
  target: Target,
  { major, manage, scratch = null }: Planning,
  world: World,
): Promise<PlannedChange> {
  refuseContradictions(target, manage);
  // Locks are predicted from parse trees, and a source may have had no text to parse.
  await world.loadSqlParser();
  const isRead = source.fromCatalog || target.fromCatalog === true;
  const { from, to, scope, whole, leftAlone, external } = await sidesOf(
    source,
    target,
    manage,
    world,
    scratch,
  );
  const changes = diff(from, to);
  const planning = makePlan(changes, from, to);
  const refusals = [...refuseWhatIsInTheWay(changes, source.schema), ...planning.refusals];
  const { plan } = planning;
  if (plan === null || refusals.length > 0)
    throw new InputRefused(
      refusals.map((refusal) => located(refusal, to)),
      { texts: new Map([[target.source, target.text]]), exit: EXIT.plan },
    );
  if (leftAlone.length > 0) world.log.warn(sentenceOn(leftAlone));
  const missing = isRead && target.fromCatalog !== true ? [] : onlyIn(target.schema, source.schema);
  if (missing.length > 0)
    world.log.warn(`The plan does not make these, which no recipe makes: ${missing.join(', ')}.`);
  const left = new Set([...leftAlone, ...external.objects].map(({ id }) => id));
  return {
    from,
    to,
    managed: { objects: withPart(whole, to, scope).objects.filter(({ id }) => !left.has(id)) },
    scope: scope && { tables: scope, of: tableCount(source.schema) },
    changes,
    plan,
    major,
    effects: effectsOf(plan, from, major),
  };
}

/** Both sides, with what the plan leaves alone and the target as a whole. */
async function sidesOf(
  source: Pick<Source, 'schema' | 'fromCatalog'>,
  target: Target,
  manage: Manage,
  world: World,
  scratch: Session | null,
) {
  const isRead = source.fromCatalog || target.fromCatalog === true;
  // A target that was read is whole: what it lacks is to go. What no recipe makes is left alone all the same.
  const declared = target.fromCatalog === true ? withoutCarried(target.schema) : target.schema;
  const extent =
    target.fromCatalog === true
      ? EVERYTHING
      : isRead
        ? await extentOf(source.schema, declared, manage)
        : { manage, unsayable: NONE };
  const leftAlone = isRead ? carriedBy(source.schema, declared, extent) : [];
  const external = isRead ? NOTHING : externalTables(source.schema, target.schema);
  const whole = isRead ? withCarried(declared, source.schema, extent) : target.schema;
  const sides = isRead
    ? await bothRead(source.schema, { ...target, schema: whole }, world, scratch)
    : bothDeclared(withTables(source.schema, external), withTables(target.schema, external));
  return { ...sides, whole, leftAlone, external };
}

const NOTHING: Schema = { objects: [] };

const withTables = (schema: Schema, { objects }: Schema): Schema =>
  objects.length === 0 ? schema : schemaOf([...schema.objects, ...objects]);

/** Refuses a schema that declares what the configuration takes out. */
export function refuseContradictions(target: LoadedSchema, manage: Manage): void {
  const both = contradicted(target.schema.objects, manage);
  if (both.length === 0) return;
  throw new InputRefused(
    both.map(({ id, declared }) => ({
      code: 'INVALID_CONFIG' as const,
      message: `The schema declares ${id}, and "manage" of the configuration takes it out.`,
      span: declared?.origin ?? null,
      hint: 'Take the type out of the schema, or change manage.only or manage.exclude.',
    })),
    { texts: new Map([[target.source, target.text]]) },
  );
}

/** What each step of a plan is predicted to do on a major version: locks differ between them. */
export function effectsOf(plan: Plan, from: Schema, major: number): readonly Effects[] {
  const steps = plan.steps.map(({ sql }) => sql);
  return predictScript(createAllSql(partAbout(from, steps)), steps, major);
}

function bothDeclared(source: Schema, target: Schema): Sides {
  const [from, to] = withCommonCarried(source, target);
  return { from, to, scope: null };
}

/** A schema whose objects in the scope are those of `part`. */
function withPart(whole: Schema, part: Schema, scope: Scope | null): Schema {
  if (scope === null) return part;
  const printed = new Map(part.objects.map((object) => [object.id, object]));
  return { objects: whole.objects.map((object) => printed.get(object.id) ?? object) };
}

const NONE: ReadonlySet<ObjectId> = new Set();
const EVERYTHING: Extent = { manage: { only: ['*'] }, unsayable: NONE };

const withoutCarried = ({ objects }: Schema): Schema => ({
  objects: objects.filter(({ kind }) => kind !== 'carried'),
});

/** What a target has that no recipe makes, and is not, or is otherwise, where the plan starts. */
function onlyIn(target: Schema, source: Schema): readonly string[] {
  const there = new Map(source.objects.map((object) => [object.id, object]));
  return target.objects.flatMap((object) => {
    const other = there.get(object.id);
    if (object.kind !== 'carried' || isRight(object)) return [];
    return other && factsText(other) === factsText(object) ? [] : [object.id.slice('carried:'.length)];
  });
}

/** What is left alone, a sentence: its kinds, and the names of tables. */
function sentenceOn(objects: readonly SchemaObject[]): string {
  const tops = objects.filter((object) => !('table' in object) && !isRight(object));
  // Of declared tables there may be parts alone that are left.
  const whole = tops.length > 0 ? tops : objects;
  const kinds = Map.groupBy(whole, (object) => (object.kind === 'carried' ? object.what : object.kind));
  const counts = [...kinds].map(([kind, { length }]) => `${length} × ${kind}`).toSorted();
  const tables = (kinds.get('table') ?? []).map(({ id }) => id.slice('table:'.length));
  const named =
    tables.length === 0 ? '' : ` (${tables.slice(0, 5).join(', ')}${tables.length > 5 ? ' …' : ''})`;
  return `The schema does not declare these, and the plan leaves them as they are: ${counts.join(', ')}${named}.`;
}

async function bothRead(live: Schema, target: Target, world: World, scratch: Session | null): Promise<Sides> {
  const engine =
    scratch === null ? await world.openScratch({ pgtap: false, tables: tableCount(live) }) : null;
  const session = scratch ?? engine?.session;
  if (!session) throw new Error('a scratch database is there or was opened');
  try {
    return await readSides(live, target.schema, session);
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
