import { namesIn } from '../ir/object-id.ts';
import type { ObjectId } from '../ir/schema.ts';
import { SqlError } from '../sql/error.ts';
import { quoteQualified } from '../sql/identifier.ts';
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

/**
 * Fills the tables; gives back those that are empty then: a trigger may want what no row generator knows. One that another
 * table's trigger has filled is not among them.
 */
export async function fill(inserts: readonly Filling[], session: Session): Promise<readonly Unfilled[]> {
  const unfilled: Unfilled[] = [];
  for (const { table, sql, each } of inserts) {
    if ((await refusalOf(sql, session)) === null) continue;
    const refusals: string[] = [];
    const rows = each();
    for (const row of rows) refusals.push(...((await refusalOf(row, session)) ?? []));
    if (refusals.length === rows.length && (await isEmpty(table, session)))
      unfilled.push({ table, reason: refusals[0] ?? 'it has no rows' });
  }
  return unfilled;
}

async function isEmpty(table: ObjectId, session: Session): Promise<boolean> {
  const [schema = '', name = ''] = namesIn(table);
  const rows = await session.query(`select from ${quoteQualified(schema, name)} limit 1`);
  return rows.length === 0;
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
