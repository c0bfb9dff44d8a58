import { as, type Fields, listOf, namesOf, textOf } from '../sql/node.ts';
import { type Catalog, lookup, type Relation, rangeName } from './catalog.ts';
import type { Condition } from './conditions.ts';

/**
 * The SELECT of a view whose rows correspond to rows of what it reads; `null` when it groups, limits or combines
 * queries.
 */
function plainSelect(view: Relation): Fields<'SelectStmt'> | null {
  const select = as(view.query, 'SelectStmt');
  if (!select) return null;
  const reshapes = [
    'groupClause',
    'distinctClause',
    'havingClause',
    'limitCount',
    'limitOffset',
    'withClause',
  ] as const;
  return select['op'] !== 'SETOP_NONE' || reshapes.some((key) => select[key] !== undefined) ? null : select;
}

/**
 * For each column of a plain view the column that it passes on, as `[qualifier, name]`; computed columns are left
 * out.
 */
function columnsBelow(
  view: Relation,
  select: Fields<'SelectStmt'>,
): ReadonlyMap<string, readonly [string | null, string]> {
  const targets = listOf(select['targetList']).map((item) => as(item, 'ResTarget') ?? {});
  const names = [...view.columns.keys()];
  const below = new Map<string, readonly [string | null, string]>();
  for (const [i, { name, val }] of targets.entries()) {
    const parts = namesOf(as(val, 'ColumnRef')?.['fields']);
    const own = parts.at(-1);
    if (!own) continue;
    const shown = names.length === targets.length ? names[i] : undefined;
    below.set(shown ?? (textOf(name) || own), [parts.at(-2) ?? null, own]);
  }
  return below;
}

/** Translates conditions on a view's columns into conditions on the columns that it reads. */
export function askedBelow(view: Relation, conditions: readonly Condition[]): readonly Condition[] {
  const select = conditions.length === 0 ? null : plainSelect(view);
  if (!select) return [];
  const below = columnsBelow(view, select);
  return conditions.flatMap((condition) => {
    const [qualifier, column] = below.get(condition.column) ?? [];
    return column === undefined ? [] : [{ ...condition, column, qualifier: qualifier ?? null }];
  });
}

/** Whether each row of a view is a row of one relation, as far as its query shows. */
export function isUpdatable(view: Relation): boolean {
  const from = listOf(plainSelect(view)?.['fromClause']);
  return from.length === 1 && as(from[0], 'RangeVar') !== null;
}

/** The table that a write to a view reaches, and the names that the view's columns have there. */
export interface Written {
  readonly table: Relation;
  readonly named: (column: string) => string;
}

/**
 * Where a write to an automatically updatable view goes.
 *
 * @returns `null` for a view that joins, groups or computes.
 * @see https://www.postgresql.org/docs/18/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS
 */
export function writtenBelow(catalog: Catalog, relation: Relation): Written | null {
  if (relation.kind !== 'view') return { table: relation, named: (column) => column };
  const select = plainSelect(relation);
  const [from, ...more] = listOf(select?.['fromClause']);
  const below = as(from, 'RangeVar');
  const next = below && lookup(catalog, rangeName(below));
  if (!select || !next || next === relation || more.length > 0) return null;
  const columns = columnsBelow(relation, select);
  const deeper = writtenBelow(catalog, next);
  return deeper && { ...deeper, named: (column) => deeper.named(columns.get(column)?.[1] ?? column) };
}
