import type { Change } from '../diff/change.ts';
import { subjectOf } from '../diff/change.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import { lookupIn } from '../ir/create-all.ts';
import { commentSql } from '../ir/ddl.ts';
import type { ColumnObject, Schema, SchemaObject } from '../ir/schema.ts';
import { schemaDigest } from '../ir/schema-of.ts';
import { tablesOf } from '../ir/tables.ts';
import { PHASES, type Plan, type RollbackStep, type Step } from './plan.ts';
import { type Context, goesWith, quickStep, type Recipe, type Refusal, type StepDraft } from './recipe.ts';
import { needsFilling } from './recipes/add-column.ts';
import { recipes } from './recipes/index.ts';

/** A plan, or every change that can't be planned, by name. Nothing is ever left out silently. */
export type Planning =
  | { readonly plan: Plan; readonly refusals: readonly [] }
  | { readonly plan: null; readonly refusals: readonly Refusal[] };

/** Phased steps that carry `changes`, the difference between two schemas, out. */
export function makePlan(changes: readonly Change[], from: Schema, to: Schema): Planning {
  const context = contextOf(changes, from, to);
  const refusals: Refusal[] = [];
  const drafts: StepDraft[] = [];
  for (const change of plannable(changes).toSorted(byDependency)) {
    const answer = carryOut(change, context);
    if ('code' in answer) refusals.push(answer);
    else drafts.push(...answer, ...commentSteps(change, context));
  }
  if (refusals.length > 0) return { plan: null, refusals };
  const steps = numbered(drafts);
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

// What must be there first comes first; within one kind, by id.
const KINDS = [
  'schema',
  'enum',
  'table',
  'column',
  'key',
  'index',
  'check',
  'foreign key',
  'policy',
  'unmanaged',
];

function rank(object: SchemaObject): number {
  if (object.kind !== 'constraint') return KINDS.indexOf(object.kind);
  return KINDS.indexOf(
    object.type === 'foreign key' ? 'foreign key' : object.type === 'check' ? 'check' : 'key',
  );
}

const byDependency = (a: Change, b: Change): number =>
  rank(subjectOf(a)) - rank(subjectOf(b)) || (subjectOf(a).id < subjectOf(b).id ? -1 : 1);

/** Without what no plan touches, and without the parts of a table that goes as a whole: one objection says it all. */
function plannable(changes: readonly Change[]): readonly Change[] {
  const dropped = new Set(changes.flatMap((change) => (change.kind === 'drop' ? [change.before.id] : [])));
  return changes.filter((change) => {
    const object = subjectOf(change);
    if (object.kind === 'unmanaged') return false;
    return !(change.kind === 'drop' && 'table' in object && dropped.has(object.table));
  });
}

function carryOut(change: Change, context: Context): readonly StepDraft[] | Refusal {
  if (
    change.kind === 'alter' &&
    alteredFacts(change.before, change.after).every((fact) => fact === 'comment')
  )
    return [];
  for (const recipe of recipes) {
    const answer: ReturnType<Recipe['steps']> = recipe.steps(change, context);
    if (answer !== null) return answer;
  }
  return unsupported(change);
}

function unsupported(change: Change): Refusal {
  const object = subjectOf(change).id;
  if (change.kind === 'drop') {
    const message = `Dropping ${object} destroys data or structure and is not planned.`;
    return {
      code: 'DROP_NOT_SUPPORTED',
      object,
      message,
      hint: 'Keep it in the schema, or drop it by hand once nothing uses it.',
    };
  }
  if (change.kind === 'create') {
    return {
      code: 'CHANGE_NOT_SUPPORTED',
      object,
      message: `Creating ${object} on a table that exists is not planned.`,
      hint: null,
    };
  }
  if (
    change.before.kind === 'column' &&
    change.after.kind === 'column' &&
    change.after.default === null &&
    change.before.default !== null
  ) {
    const message = `${object} has the default ${change.before.default}, and INSERTs may rely on it: taking it away is not planned.`;
    return {
      code: 'CHANGE_NOT_SUPPORTED',
      object,
      message,
      hint: `Keep it: @wes_default(expr: ${JSON.stringify(change.before.default)}).`,
    };
  }
  const facts = alteredFacts(change.before, change.after).join(', ');
  return {
    code: 'CHANGE_NOT_SUPPORTED',
    object,
    message: `Changing ${facts} of ${object} is not planned.`,
    hint: 'Keep the old form, or add a new object beside it.',
  };
}

function commentSteps(change: Change, { lookup, newTables }: Context): readonly StepDraft[] {
  if (change.kind === 'drop') return [];
  const before = change.kind === 'alter' ? change.before.comment : null;
  const { after } = change;
  if (before === after.comment) return [];
  const gone = change.kind === 'create' || ('table' in after && newTables.has(after.table));
  const undo = gone ? goesWith(after.id) : { sql: commentSql(after, lookup, before) };
  return [
    quickStep({ phase: 'expand', object: after.id, sql: commentSql(after, lookup, after.comment), undo }),
  ];
}

function numbered(drafts: readonly StepDraft[]): readonly Step[] {
  return PHASES.flatMap((phase) =>
    drafts
      .filter((draft) => draft.phase === phase)
      .map((draft, i) => ({ id: `${phase}-${String(i + 1).padStart(3, '0')}`, ...draft })),
  );
}

/** Undoes, last step first. */
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
