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

/** Whether existing rows get a column's values by a backfill, and not from the default in the catalog. */
export const needsFilling = (column: ColumnObject): boolean =>
  column.backfill !== null || (column.default !== null && mayDiffer(column.default));

/** The fact that a column holds its values. */
export const filled = (column: ObjectId): Thing => `filled ${column}`;
/** The fact that a column is proven to hold no NULL. */
export const notNull = (column: ObjectId): Thing => `not null ${column}`;

/** Ids of the columns with these names; without names those of all columns, because an expression may name any. */
export const columnsOf = (
  table: ObjectId,
  { tables }: Context,
  names: readonly string[] | null = null,
): readonly ObjectId[] =>
  (tables.get(table)?.columns ?? [])
    .filter(({ name }) => names === null || names.includes(name))
    .map(({ id }) => id);

// A page has 8 kB. A batch of 8 MB holds its row locks for well under a second on ordinary disks.
const PAGES_PER_BATCH = 1024;

/** Fills a column where it is NULL. Safe to repeat: it does not touch rows that have a value. */
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
      // A column that existed before can't be undone: afterwards nobody knows which rows held NULL.
      undo: from.objects.some(({ id }) => id === column.id)
        ? { impossible: `which rows of ${column.name} were NULL is not kept` }
        : goesWith(`the column ${column.name}`),
    }),
    batch: {
      table,
      // Every range of pages costs the same. `LIMIT` instead would walk over the rows that are done already, again
      // for each batch.
      sql: `${update} AND ctid >= $1::tid AND ctid < $2::tid`,
      pages: PAGES_PER_BATCH,
    },
  };
}

/**
 * Makes a column NOT NULL without reading the table under a lock that blocks. First a CHECK that is NOT VALID keeps
 * new rows from being NULL. Then a second backfill fills what was written while the first one ran. Only then VALIDATE
 * can prove that no row is NULL.
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

/** Steps that let the old application's writes succeed until SET NOT NULL; or the hazard that nothing does. */
function keptWriting(
  column: ColumnObject,
  value: string | null,
  context: Context,
): (Filler & { readonly hazards: readonly Hazard[] }) | Refusal {
  const nothing = { make: [], remove: [], hazards: [] };
  const isNew = !context.from.objects.some(({ id }) => id === column.id);
  // The old application doesn't know the column, so it writes no NULL into it, and leaving it out gives the default.
  if (isNew && column.default !== null) return nothing;
  const reason = whyNotFillable(column, value, context);
  if (value === null || reason !== null) return { ...nothing, hazards: [refusedFromHere(column, reason)] };
  const filler = fillerOf(column, value, context);
  return 'code' in filler ? filler : { ...filler, hazards: [] };
}

/** The phase for work on these columns: `validate` if the backfill phase fills one of them, else `expand`. */
export const phaseOfColumns = (table: ObjectId, names: readonly string[] | null, context: Context): Phase =>
  (names ?? []).some((name) => context.backfilled.has(context.column(table, name)?.id ?? table))
    ? 'validate'
    : 'expand';

/** The phase in which a key is added. PRIMARY KEY makes its columns NOT NULL, which must be proven before. */
export function phaseOfKey(key: KeyConstraint, context: Context): Phase {
  const phase = phaseOfColumns(key.table, key.columns, context);
  if (key.type !== 'primary key') return phase;
  const isProvenLater = key.columns.some((name) => becomesNotNull(context.column(key.table, name), context));
  return phase !== 'expand' || isProvenLater ? 'switch' : phase;
}

const becomesNotNull = (column: ColumnObject | undefined, { from }: Context): boolean =>
  column?.notNull === true &&
  from.objects.some((object) => object.id === column.id && object.kind === 'column' && !object.notNull);
