import type { Column, Relation } from '../replay/catalog.ts';
import { type Condition, constantOf, mayHold } from '../replay/conditions.ts';
import { as, type Fields, fieldsOf, listOf, textOf } from '../sql/node.ts';

/** Columns that an UPDATE sets to null. */
export const nullsIn = (list: unknown, named: (column: string) => string): ReadonlySet<string> =>
  new Set(
    listOf(list)
      .map(fieldsOf)
      .flatMap(({ name, val }) => (isNull(val) ? [named(textOf(name))] : [])),
  );

const isNull = (value: unknown): boolean => as(value, 'A_Const')?.['isnull'] === true;

/** The rows of an INSERT, as far as their values are constants. */
export interface NewRows {
  /** For each row, the columns whose value is known, as conditions `column = value`. */
  readonly known: readonly (readonly Condition[])[];
  /** Columns that are null in every row. */
  readonly nulls: ReadonlySet<string>;
}

/** @param named Gives the table's column for a column that the statement names (they differ for a view). */
export function newRows(
  table: Relation,
  statement: Fields<'InsertStmt'>,
  named: (column: string) => string,
): NewRows {
  const columns = namesFrom(statement['cols']).map(named);
  const order = columns.length > 0 ? columns : [...table.columns.keys()];
  const rows = statement['selectStmt'] ? constantRows(as(statement['selectStmt'], 'SelectStmt') ?? {}) : [[]];
  const isEmpty = (row: readonly unknown[], column: Column): boolean => {
    const at = order.indexOf(column.name);
    return at >= 0 && at < row.length ? isNull(row[at]) : !isFilled(column);
  };
  const staysNull = (column: Column): boolean =>
    rows.length === 0
      ? !order.includes(column.name) && !isFilled(column)
      : rows.every((row) => isEmpty(row, column));
  return {
    known: rows.map((row) => order.flatMap((column, i) => equals(column, constantOf(row[i])))),
    nulls: new Set([...table.columns.values()].filter(staysNull).map(({ name }) => name)),
  };
}

const isFilled = ({ default: value, identity, generated }: Column): boolean =>
  Boolean(value) || identity || generated !== null;

/** The condition `column = value`; none when the value isn't known. */
export const equals = (column: string, value: string | null): readonly Condition[] =>
  value === null
    ? []
    : [{ column, qualifier: null, operator: '=', values: [value], outer: [], outerColumn: null }];

function constantRows(select: Fields<'SelectStmt'>): readonly (readonly unknown[])[] {
  const lists = listOf(select['valuesLists']);
  if (lists.length > 0) return lists.map((row) => listOf(as(row, 'List')?.['items']));
  const targets = listOf(select['targetList']);
  return select['fromClause'] || targets.length === 0
    ? []
    : [targets.map((target) => as(target, 'ResTarget')?.['val'])];
}

/** Partitions, at any depth, that may hold one of the rows; all partitions when no row is known. */
export function leavesFor(
  relation: Relation,
  wanted: readonly (readonly Condition[])[],
): readonly Relation[] {
  const keys = relation.partitioning?.keys ?? [];
  const chosen = [...relation.children].filter(
    (child) => wanted.length === 0 || wanted.some((row) => mayHold(child, keys, row)),
  );
  return chosen.flatMap((child) => [child, ...leavesFor(child, wanted)]);
}

export const namesFrom = (list: unknown): readonly string[] =>
  listOf(list).map((item) => textOf(as(item, 'ResTarget')?.name));
