import type { Change } from '../diff/change.ts';
import { subjectOf } from '../diff/change.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import { lookupIn } from '../ir/create-all.ts';
import type { ColumnObject, Schema, SchemaObject } from '../ir/schema.ts';
import { schemaDigest } from '../ir/schema-of.ts';
import { tablesOf } from '../ir/tables.ts';
import { commentSteps } from './comments.ts';
import { needsFilling } from './filling.ts';
import { inRunningOrder } from './order.ts';
import { PHASES, type Plan, type RollbackStep, type Step } from './plan.ts';
import type { Claim, Context, Recipe, Refusal, StepDraft } from './recipe.ts';
import { recipes } from './recipes/index.ts';
import { unsupported } from './unsupported.ts';

/** A plan, or a refusal for every change that can't be planned. No change is left out silently. */
export type Planning =
  | { readonly plan: Plan; readonly refusals: readonly [] }
  | { readonly plan: null; readonly refusals: readonly Refusal[] };

/** Phased steps that carry out `changes`, the difference between two schemas. */
export function makePlan(changes: readonly Change[], from: Schema, to: Schema): Planning {
  const context = contextOf(changes, from, to);
  const refusals: Refusal[] = [];
  const chains: (readonly StepDraft[])[] = [];
  const planned = plannable(changes).toSorted(asRead);
  const claims = claimsOn(planned, context);
  for (const change of planned) {
    const answer = carryOut(change, claims.get(change), context);
    if ('code' in answer) refusals.push(answer);
    else chains.push([...answer, ...commentSteps(change, context)]);
  }
  if (refusals.length > 0) return { plan: null, refusals };
  const steps = numbered(inRunningOrder(chains));
  return {
    plan: { fromDigest: schemaDigest(from), toDigest: schemaDigest(to), steps, rollback: rollbackOf(steps) },
    refusals: [],
  };
}

function contextOf(changes: readonly Change[], from: Schema, to: Schema): Context {
  const lookup = lookupIn(to);
  const created = changes.flatMap((change) => (change.kind === 'create' ? [change.after] : []));
  const newTables = new Set(created.filter((object) => object.kind === 'table').map(({ id }) => id));
  const columns = new Map<string, ColumnObject>();
  for (const object of to.objects)
    if (object.kind === 'column') columns.set(`${object.table}\0${object.name}`, object);
  const filled = changes
    .flatMap((change) => (change.kind === 'drop' ? [] : [change.after]))
    .filter((object) => object.kind === 'column');
  return {
    from,
    to,
    lookup,
    newTables,
    tables: new Map(tablesOf(to).map((model) => [model.table.id, model])),
    backfilled: new Set(
      filled.filter((column) => !newTables.has(column.table) && needsFilling(column)).map(({ id }) => id),
    ),
    column: (table, name) => columns.get(`${table}\0${name}`),
  };
}

// The order of changes by kind, then by id. Steps keep it unless one needs another.
const KINDS = [
  'schema',
  'enum',
  'sequence',
  'table',
  'column',
  'key',
  'index',
  'check',
  'foreign key',
  'policy',
  'carried',
];

function rank(object: SchemaObject): number {
  if (object.kind !== 'constraint') return KINDS.indexOf(object.kind);
  return KINDS.indexOf(
    object.type === 'foreign key' ? 'foreign key' : object.type === 'check' ? 'check' : 'key',
  );
}

const asRead = (a: Change, b: Change): number =>
  rank(subjectOf(a)) - rank(subjectOf(b)) || (subjectOf(a).id < subjectOf(b).id ? -1 : 1);

/** Leaves out what no plan touches, and the parts of a dropped table: one refusal for the table is enough. */
function plannable(changes: readonly Change[]): readonly Change[] {
  const dropped = new Set(changes.flatMap((change) => (change.kind === 'drop' ? [change.before.id] : [])));
  return changes.filter((change) => {
    const object = subjectOf(change);
    if (object.kind === 'carried') return false;
    return !(change.kind === 'drop' && 'table' in object && dropped.has(object.table));
  });
}

interface Claimed {
  readonly recipe: Recipe;
  readonly claim: Claim<unknown>;
}

/** Which recipe carries out each change: the first in the list that claims it. */
function claimsOn(changes: readonly Change[], context: Context): ReadonlyMap<Change, Claimed> {
  const claims = new Map<Change, Claimed>();
  for (const recipe of recipes) {
    const left = changes.filter((change) => !claims.has(change));
    for (const claim of recipe.claims(left, context))
      for (const change of claim.changes) claims.set(change, { recipe, claim });
  }
  return claims;
}

/** The steps for a change. Those of a claim over several changes come at the first of them. */
function carryOut(
  change: Change,
  claimed: Claimed | undefined,
  context: Context,
): readonly StepDraft[] | Refusal {
  if (claimed)
    return claimed.claim.changes[0] === change ? claimed.recipe.steps(claimed.claim.part, context) : [];
  return isComment(change) ? [] : unsupported(change);
}

const isComment = (change: Change): boolean =>
  change.kind === 'alter' && alteredFacts(change.before, change.after).every((fact) => fact === 'comment');

function numbered(drafts: readonly StepDraft[]): readonly Step[] {
  return PHASES.flatMap((phase) =>
    drafts
      .filter((draft) => draft.phase === phase)
      .map(({ makes: _, needs: __, removes: ___, ...step }, i) => ({
        id: `${phase}-${String(i + 1).padStart(3, '0')}`,
        ...step,
      })),
  );
}

/** The rollback: the undo of each step, starting with the last step. */
function rollbackOf(steps: readonly Step[]): readonly RollbackStep[] {
  const undone = steps
    .toReversed()
    .flatMap((step) => ('sql' in step.undo ? [{ undoes: step.id, sql: step.undo.sql }] : []));
  return undone.map(({ undoes, sql }, i) => ({
    id: `rollback-${String(i + 1).padStart(3, '0')}`,
    undoes,
    sql,
    transactional: !/^(?:DROP INDEX|CREATE INDEX|CREATE UNIQUE INDEX) CONCURRENTLY /.test(sql),
  }));
}
