import { tableName } from '../ir/ddl.ts';
import type { ColumnObject, KeyConstraint, ObjectId } from '../ir/schema.ts';
import { derivedName, quoteIdentifier } from '../sql/identifier.ts';
import { type Filler, fillerOf, refusedFromHere, whyNotFillable } from './filler.ts';
import type { Hazard, Phase } from './plan.ts';
import {
  type Context,
  goesWith,
  quickStep,
  type Refusal,
  type StepDraft,
  scanStep,
  type Thing,
} from './recipe.ts';
import { mayDiffer } from './volatility.ts';

/** Whether rows that exist get their values of a column in batches rather than from the catalog. */
export const needsFilling = (column: ColumnObject): boolean =>
  column.backfill !== null || (column.default !== null && mayDiffer(column.default));

/** A column that holds its values. */
export const filled = (column: ObjectId): Thing => `filled ${column}`;
/** A column that is known to hold no NULL. */
export const notNull = (column: ObjectId): Thing => `not null ${column}`;

/** The columns of a table that have these names; without names, all: an expression may be over any of them. */
export const columnsOf = (
  table: ObjectId,
  { tables }: Context,
  names: readonly string[] | null = null,
): readonly ObjectId[] =>
  (tables.get(table)?.columns ?? [])
    .filter(({ name }) => names === null || names.includes(name))
    .map(({ id }) => id);

// 8 kB each: a batch of 8 MB holds row locks for well under a second on ordinary disks.
const PAGES_PER_BATCH = 1024;

/** Fills a column where it is NULL. Safe to repeat: a row that was filled is not touched again. */
export function backfillStep(
  column: ColumnObject,
  value: string,
  phase: Phase,
  { lookup, from }: Context,
): StepDraft {
  const table = tableName(column.table, lookup);
  const name = quoteIdentifier(column.name);
  const update = `UPDATE ${table} SET ${name} = ${value} WHERE ${name} IS NULL`;
  return {
    ...quickStep({
      phase,
      object: column.id,
      makes: [filled(column.id)],
      sql: `${update};`,
      // In a column that was there before, which rows held NULL is known to nobody afterwards.
      undo: from.objects.some(({ id }) => id === column.id)
        ? { impossible: `which rows of ${column.name} were NULL is not kept` }
        : goesWith(`the column ${column.name}`),
    }),
    batch: {
      table,
      // A range of pages costs the same wherever it lies; `LIMIT` would walk over the rows already done each time.
      sql: `${update} AND ctid >= $1::tid AND ctid < $2::tid`,
      pages: PAGES_PER_BATCH,
    },
  };
}

/**
 * Brings a column to NOT NULL without reading the table under a lock that blocks. The CHECK keeps new rows from being
 * NULL; the second pass then catches what was written while the first one ran, and only then is all of it proven.
 */
export function notNullSteps(
  column: ColumnObject,
  value: string | null,
  context: Context,
): readonly StepDraft[] | Refusal {
  const kept = keptWriting(column, value, context);
  if ('code' in kept) return kept;
  const table = tableName(column.table, context.lookup);
  const owner = context.lookup(column.table);
  const name = quoteIdentifier(column.name);
  // Not `…_not_null`: PostgreSQL 18 gives that name to the constraint which SET NOT NULL makes.
  const check = quoteIdentifier(
    derivedName([owner?.kind === 'table' ? owner.name : '', column.name], 'filled'),
  );
  const common = { object: column.id };
  return [
    ...kept.make,
    quickStep({
      ...common,
      phase: 'validate',
      sql: `ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID;`,
      undo: { sql: `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${check};` },
      hazards: kept.hazards,
    }),
    ...(value === null ? [] : [backfillStep(column, value, 'validate', context)]),
    scanStep({
      ...common,
      phase: 'validate',
      sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${check};`,
      undo: goesWith('the check'),
    }),
    quickStep({
      ...common,
      phase: 'switch',
      makes: [notNull(column.id)],
      sql: `ALTER TABLE ${table} ALTER COLUMN ${name} SET NOT NULL;`,
      undo: { sql: `ALTER TABLE ${table} ALTER COLUMN ${name} DROP NOT NULL;` },
    }),
    quickStep({
      ...common,
      phase: 'contract',
      sql: `ALTER TABLE ${table} DROP CONSTRAINT ${check};`,
      undo: goesWith('SET NOT NULL, which needs it no more'),
    }),
    ...kept.remove,
  ];
}

/** What keeps writes of the application before working until SET NOT NULL, or the warning that nothing does. */
function keptWriting(
  column: ColumnObject,
  value: string | null,
  context: Context,
): (Filler & { readonly hazards: readonly Hazard[] }) | Refusal {
  const nothing = { make: [], remove: [], hazards: [] };
  const isNew = !context.from.objects.some(({ id }) => id === column.id);
  // Nobody writes NULL into a column that was not there before, and what leaves it out gets the default.
  if (isNew && column.default !== null) return nothing;
  const reason = whyNotFillable(column, value, context);
  if (value === null || reason !== null) return { ...nothing, hazards: [refusedFromHere(column, reason)] };
  const filler = fillerOf(column, value, context);
  return 'code' in filler ? filler : { ...filler, hazards: [] };
}

/** Where work on these columns belongs: after the backfill, if one of them is filled there. */
export const phaseOfColumns = (table: ObjectId, names: readonly string[] | null, context: Context): Phase =>
  (names ?? []).some((name) => context.backfilled.has(context.column(table, name)?.id ?? table))
    ? 'validate'
    : 'expand';

/** When a key is there. PRIMARY KEY makes its columns NOT NULL, which must have been proven by then. */
export function phaseOfKey(key: KeyConstraint, context: Context): Phase {
  const phase = phaseOfColumns(key.table, key.columns, context);
  if (key.type !== 'primary key') return phase;
  const isProvenLater = key.columns.some((name) => becomesNotNull(context.column(key.table, name), context));
  return phase !== 'expand' || isProvenLater ? 'switch' : phase;
}

const becomesNotNull = (column: ColumnObject | undefined, { from }: Context): boolean =>
  column?.notNull === true &&
  from.objects.some((object) => object.id === column.id && object.kind === 'column' && !object.notNull);
