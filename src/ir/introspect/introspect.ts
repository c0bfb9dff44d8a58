import { quoteLiteral } from '../../sql/identifier.ts';
import { localNames, OWN_NAMES } from '../../sql/names.ts';
import type { Session } from '../../world/engine.ts';
import { type Reference, readCarried } from '../carried/read.ts';
import type { ObjectId, Schema, SchemaObject, TableObject } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { type ColumnRow, columnOf } from './column.ts';
import {
  type ConstraintRow,
  constraintOf,
  type EnumRow,
  enumOf,
  type IndexRow,
  indexOf,
  type NamespaceRow,
  namespaceOf,
  type PolicyRow,
  policyOf,
  type SequenceRow,
  sequenceOf,
  type TableRow,
  tableOf,
} from './objects.ts';
import * as queries from './queries.ts';
import { rowsAsJson } from './rows-as-json.ts';
import { withStandIns } from './with-stand-ins.ts';

/**
 * The schema of a database, in one snapshot. Must be called outside a transaction.
 *
 * @param options `standIns`: with what takes the place of extensions in an engine that lacks them.
 * @throws {SqlError} when the session may not read the catalog.
 */
export async function introspect(
  session: Session,
  { standIns = false }: { readonly standIns?: boolean } = {},
): Promise<Schema> {
  await session.run('begin isolation level repeatable read read only');
  try {
    const schema = await introspectHere(session);
    return standIns ? await withStandIns(schema, session) : schema;
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
  const managed = new Map<Reference, ObjectId>();
  const read = async <Row extends { readonly oid: number }>(
    query: string,
    catalog: string,
    of: (row: Row) => SchemaObject,
  ): Promise<readonly SchemaObject[]> =>
    (await rowsAsJson<Row>(session, query)).map((row) => {
      const object = of(row);
      managed.set(`${catalog} ${row.oid}`, object.id);
      return object;
    });
  const objects = [
    ...(await read<NamespaceRow>(queries.SCHEMAS, 'pg_namespace', namespaceOf)),
    ...(await read<EnumRow>(queries.ENUMS, 'pg_type', enumOf)),
    ...(await read<SequenceRow>(queries.SEQUENCES, 'pg_class', sequenceOf)),
    ...(await read<TableRow>(queries.tables(false), 'pg_class', tableOf)),
    ...(await rowsAsJson<ColumnRow>(session, queries.columns(false))).map(columnOf),
    ...(await read<ConstraintRow>(queries.constraints(false), 'pg_constraint', constraintOf)),
    ...(await read<IndexRow>(queries.indexes(false), 'pg_class', indexOf)),
    ...(await read<PolicyRow>(queries.policies(false), 'pg_policy', policyOf)),
  ];
  return schemaOf([...objects, ...(await readCarried(session, managed))]);
}

// Prepared once per session: for a single table, planning these queries takes longer than running them.
const PREPARED = [
  'schemas',
  'enums',
  'sequences',
  'tables',
  'columns',
  'constraints',
  'indexes',
  'policies',
] as const;
const WHOLE = 3;
const prepared = new WeakSet<Session>();

async function prepare(session: Session): Promise<void> {
  if (prepared.has(session)) return;
  const texts = {
    ...queries,
    schemas: () => queries.SCHEMAS,
    enums: () => queries.ENUMS,
    sequences: () => queries.SEQUENCES,
  };
  const statements = PREPARED.map((kind) => `prepare wesley_${kind} as ${texts[kind](true)}`);
  await session.run(`${statements.join(';')}; set plan_cache_mode = force_generic_plan`);
  prepared.add(session);
}

/**
 * Brings an introspected schema up to date after a statement that touched one table, or none: reads schemas, enums,
 * sequences and that table again and takes the rest over. Must be called outside a transaction.
 */
export async function introspectAgain(
  session: Session,
  before: Schema,
  table: TableObject | null,
): Promise<Schema> {
  await prepare(session);
  const one = `(${quoteLiteral(table?.schema ?? '')}, ${quoteLiteral(table?.name ?? '')})`;
  const executed = PREPARED.map((kind, i) => `execute wesley_${kind}${i < WHOLE ? '' : one}`);
  const results = await session.results(
    `begin isolation level repeatable read read only; ${localNames(OWN_NAMES)}; ${executed.join('; ')}; rollback`,
  );
  const [schemas, enums, sequences, tables, columns, constraints, indexes, policies] = results.slice(2);
  const fresh = [
    ...((schemas ?? []) as NamespaceRow[]).map(namespaceOf),
    ...((enums ?? []) as EnumRow[]).map(enumOf),
    ...((sequences ?? []) as SequenceRow[]).map(sequenceOf),
    ...((tables ?? []) as TableRow[]).map(tableOf),
    ...((columns ?? []) as ColumnRow[]).map(columnOf),
    ...((constraints ?? []) as ConstraintRow[]).map(constraintOf),
    ...((indexes ?? []) as IndexRow[]).map(indexOf),
    ...((policies ?? []) as PolicyRow[]).map(policyOf),
  ];
  const isStale = (object: SchemaObject): boolean =>
    object.kind === 'schema' ||
    object.kind === 'enum' ||
    object.kind === 'sequence' ||
    object.id === table?.id ||
    ('table' in object && object.table === table?.id);
  return schemaOf([...before.objects.filter((object) => !isStale(object)), ...fresh]);
}
