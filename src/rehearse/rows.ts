import { qualified } from '../ir/ddl.ts';
import type { ObjectId, Schema } from '../ir/schema.ts';
import { tablesOf } from '../ir/tables.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Session } from '../world/engine.ts';

/** How often each row occurs in a table: from a digest of the columns that must not change to the number of rows. */
export type RowCensus = ReadonlyMap<ObjectId, ReadonlyMap<string, number>>;

/**
 * Counts the rows of every table of `schema`.
 *
 * @param changing Columns that the plan fills: rows are compared without them.
 */
export async function countRows(
  session: Session,
  schema: Schema,
  changing: ReadonlySet<ObjectId>,
): Promise<RowCensus> {
  const census = new Map<ObjectId, ReadonlyMap<string, number>>();
  for (const { table, columns } of tablesOf(schema)) {
    const kept = columns
      .filter((column) => !changing.has(column.id))
      .map((column) => quoteIdentifier(column.name));
    const rows = await session.query<{ digest: string; count: number }>(
      `select pg_catalog.md5(row(${kept.join(', ')})::pg_catalog.text) as digest, pg_catalog.count(*)::pg_catalog.int4 as count from ${qualified(table)} group by 1`,
    );
    census.set(table.id, new Map(rows.map(({ digest, count }) => [digest, count])));
  }
  return census;
}

export const totalRows = (census: RowCensus): number =>
  [...census.values()].flatMap((rows) => [...rows.values()]).reduce((sum, count) => sum + count, 0);

/** How many rows of `before` are missing in `after`. */
export function lostRows(before: RowCensus, after: RowCensus): number {
  let lost = 0;
  for (const [table, rows] of before) {
    for (const [digest, count] of rows) lost += Math.max(0, count - (after.get(table)?.get(digest) ?? 0));
  }
  return lost;
}
