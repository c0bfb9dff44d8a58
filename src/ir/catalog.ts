import type { Session } from '../sql/engine.ts';
import {
  type ColumnRow,
  type ConstraintRow,
  columnOf,
  constraintOf,
  type EnumRow,
  enumOf,
  type IndexRow,
  indexOf,
  namespaceOf,
  type PolicyRow,
  policyOf,
  type TableRow,
  tableOf,
  type UnmanagedRow,
  unmanagedOf,
} from './catalog/objects.ts';
import * as queries from './catalog/queries.ts';
import type { Schema } from './schema.ts';
import { schemaOf } from './schema-of.ts';

/**
 * The schema of a database, in one snapshot. Outside of any transaction.
 *
 * @throws {SqlError} when the session may not read the catalog.
 */
export async function readCatalog(session: Session): Promise<Schema> {
  await session.run('begin isolation level repeatable read read only');
  try {
    return await readCatalogHere(session);
  } finally {
    await session.run('rollback');
  }
}

/** The same within the transaction that is open, with what it did so far. Leaves its search_path empty. */
export async function readCatalogHere(session: Session): Promise<Schema> {
  await session.run("set local search_path = ''");
  const tables = await session.query<TableRow>(queries.TABLES);
  const objects = [
    ...(await session.query<{ name: string; comment: string | null }>(queries.SCHEMAS)).map(namespaceOf),
    ...(await session.query<EnumRow>(queries.ENUMS)).map(enumOf),
    ...tables.map(tableOf),
    ...(await session.query<ColumnRow>(queries.COLUMNS)).map(columnOf),
    ...(await session.query<ConstraintRow>(queries.CONSTRAINTS)).map(constraintOf),
    ...(await session.query<IndexRow>(queries.INDEXES)).map(indexOf),
    ...(await session.query<PolicyRow>(queries.POLICIES)).map(policyOf),
    ...(await session.query<UnmanagedRow>(queries.UNMANAGED)).map(unmanagedOf),
  ];
  return schemaOf(objects);
}
