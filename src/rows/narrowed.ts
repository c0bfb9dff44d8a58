import type { ColumnObject } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';

const TYPES: readonly string[] = ['smallint', 'integer', 'bigint'];

/**
 * Tables whose integer keys are as narrow as the narrowest foreign key to them: PostgreSQL lets an integer column refer to
 * a bigint key, and such a column can point only at rows whose key fits it.
 */
export function narrowed(tables: readonly TableModel[]): readonly TableModel[] {
  const widths = new Map(
    tables.flatMap((model) =>
      model.columns.map((column) => [keyOf(model.table.id, column.name), TYPES.indexOf(column.type)]),
    ),
  );
  const pairs = tables.flatMap(pairsOf);
  // A narrow column may itself be a key that others refer to.
  while (pairs.filter((pair) => narrow(pair, widths)).length > 0);
  return tables.map((model) => ({
    ...model,
    columns: model.columns.map((column) => asWide(column, widths.get(keyOf(model.table.id, column.name)))),
  }));
}

const keyOf = (table: string, column: string): string => `${table}\0${column}`;

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Each column of each foreign key, with the column that it refers to. */
const pairsOf = ({ table, foreignKeys }: TableModel): readonly Pair[] =>
  foreignKeys.flatMap(({ columns, refTable, refColumns }) =>
    columns.map((name, i) => ({ from: keyOf(table.id, name), to: keyOf(refTable, refColumns[i] ?? '') })),
  );

/** Makes the column that is referred to as narrow as the other; whether it was wider. */
function narrow({ from, to }: Pair, widths: Map<string, number>): boolean {
  const [own, other] = [widths.get(from) ?? -1, widths.get(to) ?? -1];
  if (own < 0 || other <= own) return false;
  widths.set(to, own);
  return true;
}

const asWide = (column: ColumnObject, width: number | undefined): ColumnObject => {
  const type = TYPES[width ?? -1];
  return type === undefined || type === column.type ? column : { ...column, type };
};
