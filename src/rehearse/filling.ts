import type { ObjectId } from '../ir/schema.ts';
import { SqlError } from '../sql/error.ts';
import type { Session } from '../world/engine.ts';

/** The rows of one table. */
export interface Filling {
  readonly table: ObjectId;
  readonly sql: string;
  /** The same, a statement for each row. */
  each(): readonly string[];
}

export interface Unfilled {
  readonly table: ObjectId;
  readonly reason: string;
}

/** Fills the tables; gives back those that took no row: a trigger may want what no row generator knows. */
export async function fill(inserts: readonly Filling[], session: Session): Promise<readonly Unfilled[]> {
  const unfilled: Unfilled[] = [];
  for (const { table, sql, each } of inserts) {
    if ((await refusalOf(sql, session)) === null) continue;
    const refusals: string[] = [];
    const rows = each();
    for (const row of rows) refusals.push(...((await refusalOf(row, session)) ?? []));
    if (refusals.length === rows.length) unfilled.push({ table, reason: refusals[0] ?? 'it has no rows' });
  }
  return unfilled;
}

/** What PostgreSQL says against a statement, or `null` when it ran. */
async function refusalOf(sql: string, session: Session): Promise<readonly [string] | null> {
  try {
    await session.run(sql);
    return null;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [`${error.message} (${error.sqlState})`];
  }
}
