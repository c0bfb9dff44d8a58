import type { Session } from '../../world/engine.ts';

/**
 * The rows of a query as one JSON text: with tens of thousands of rows, taking each field out of the protocol takes longer
 * than the query. An oid comes as a string.
 */
export async function rowsAsJson<Row extends object>(
  session: Session,
  query: string,
): Promise<readonly Row[]> {
  const [all] = await session.query<{ rows: readonly Row[] | null }>(
    `select pg_catalog.json_agg(q) as rows from (${query}) q`,
  );
  return all?.rows ?? [];
}
