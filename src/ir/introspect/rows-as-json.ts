import type { Session } from '../../world/engine.ts';

// The driver takes a row in only when all of it is there, and copies what it has so far with every packet.
const ROWS_PER_TEXT = 500;

/**
 * The rows of a query as JSON texts of many rows: with tens of thousands of rows, taking each field out of the protocol takes
 * longer than the query. An oid comes as a string. In no order.
 */
export async function rowsAsJson<Row extends object>(
  session: Session,
  query: string,
): Promise<readonly Row[]> {
  const texts = await session.query<{ rows: readonly Row[] }>(
    `select pg_catalog.json_agg(r.q) as rows
     from (select q, pg_catalog.row_number() over () / ${ROWS_PER_TEXT} as text from (${query}) q) r group by r.text`,
  );
  return texts.flatMap(({ rows }) => rows);
}
