import { quoteLiteral } from '../../sql/identifier.ts';
import { localNames, OWN_NAMES } from '../../sql/names.ts';
import type { Session } from '../../world/engine.ts';
import type { Schema, SchemaObject, TableObject } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import {
  type CarriedRow,
  type ColumnRow,
  type ConstraintRow,
  carriedOf,
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
} from './objects.ts';
import * as queries from './queries.ts';

/**
 * The schema of a database, in one snapshot. Must be called outside a transaction.
 *
 * @throws {SqlError} when the session may not read the catalog.
 */
export async function introspect(session: Session): Promise<Schema> {
  await session.run('begin isolation level repeatable read read only');
  try {
    return await introspectHere(session);
  } finally {
    await session.run('rollback');
  }
}

/**
 * As `introspect`, within the open transaction, so that it sees what the transaction did so far. Leaves search_path
 * at `pg_catalog`.
 */
export async function introspectHere(session: Session): Promise<Schema> {
  await session.run(localNames(OWN_NAMES));
  return schemaOf([
    ...(await readTypes(session)),
    ...(await readTables(session)),
    ...(await session.query<CarriedRow>(queries.CARRIED)).map(carriedOf),
  ]);
}

// Prepared once per session: for a single table, planning these queries takes longer than running them.
const PREPARED = ['schemas', 'enums', 'tables', 'columns', 'constraints', 'indexes', 'policies'] as const;
const prepared = new WeakSet<Session>();

async function prepare(session: Session): Promise<void> {
  if (prepared.has(session)) return;
  const texts = { ...queries, schemas: () => queries.SCHEMAS, enums: () => queries.ENUMS };
  const statements = PREPARED.map((kind) => `prepare wesley_${kind} as ${texts[kind](true)}`);
  await session.run(`${statements.join(';')}; set plan_cache_mode = force_generic_plan`);
  prepared.add(session);
}

/**
 * Brings an introspected schema up to date after a statement that touched one table, or none: reads schemas, enums
 * and that table again and takes the rest over. Must be called outside a transaction.
 */
export async function introspectAgain(
  session: Session,
  before: Schema,
  table: TableObject | null,
): Promise<Schema> {
  await prepare(session);
  const one = `(${quoteLiteral(table?.schema ?? '')}, ${quoteLiteral(table?.name ?? '')})`;
  const executed = PREPARED.map((kind, i) => `execute wesley_${kind}${i < 2 ? '' : one}`);
  const results = await session.results(
    `begin isolation level repeatable read read only; ${localNames(OWN_NAMES)}; ${executed.join('; ')}; rollback`,
  );
  const [schemas, enums, tables, columns, constraints, indexes, policies] = results.slice(2);
  const fresh = [
    ...((schemas ?? []) as { name: string; comment: string | null }[]).map(namespaceOf),
    ...((enums ?? []) as EnumRow[]).map(enumOf),
    ...((tables ?? []) as TableRow[]).map(tableOf),
    ...((columns ?? []) as ColumnRow[]).map(columnOf),
    ...((constraints ?? []) as ConstraintRow[]).map(constraintOf),
    ...((indexes ?? []) as IndexRow[]).map(indexOf),
    ...((policies ?? []) as PolicyRow[]).map(policyOf),
  ];
  const isStale = (object: SchemaObject): boolean =>
    object.kind === 'schema' ||
    object.kind === 'enum' ||
    object.id === table?.id ||
    ('table' in object && object.table === table?.id);
  return schemaOf([...before.objects.filter((object) => !isStale(object)), ...fresh]);
}

async function readTypes(session: Session): Promise<SchemaObject[]> {
  return [
    ...(await session.query<{ name: string; comment: string | null }>(queries.SCHEMAS)).map(namespaceOf),
    ...(await session.query<EnumRow>(queries.ENUMS)).map(enumOf),
  ];
}

async function readTables(session: Session): Promise<SchemaObject[]> {
  return [
    ...(await session.query<TableRow>(queries.tables(false))).map(tableOf),
    ...(await session.query<ColumnRow>(queries.columns(false))).map(columnOf),
    ...(await session.query<ConstraintRow>(queries.constraints(false))).map(constraintOf),
    ...(await session.query<IndexRow>(queries.indexes(false))).map(indexOf),
    ...(await session.query<PolicyRow>(queries.policies(false))).map(policyOf),
  ];
}
