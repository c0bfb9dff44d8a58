/**
 * The row of a query that gives exactly one wherever it runs, such as an aggregate. No row must not read as a value.
 *
 * @throws {Error} for no row: our bug.
 */
export function onlyRow<Row>([row]: readonly Row[], query: string): Row {
  if (row === undefined) throw new Error(`no row came of ${query}`);
  return row;
}
