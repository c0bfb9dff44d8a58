import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { type Lookup, optionsSql, qualified, tableName } from '../ddl.ts';
import type {
  ColumnObject,
  IndexObject,
  KeyConstraint,
  ObjectId,
  SequenceObject,
  TableObject,
} from '../schema.ts';
import type { TableModel } from '../tables.ts';

/**
 * What is carried of a table, its columns and its indexes, as statements for after they were made. A partition is attached
 * with `attachSql`.
 */
export const carriedFactsSql = (model: TableModel, lookup: Lookup): readonly string[] => [
  ...ofTable(model),
  ...model.columns.flatMap((column) => ofColumn(column, model, lookup)),
  ...[model.primaryKey, ...model.uniques, ...model.indexes].flatMap((index) =>
    index ? ofIndex(index, model) : [],
  ),
];

function ofTable({ table }: TableModel): readonly string[] {
  const { options, replicaIdentity, ofType } = table.carried ?? {};
  const alter = `ALTER TABLE ${qualified(table)}`;
  return [
    ...(options ? [`${alter} SET (${optionsSql(options)});`] : []),
    ...(replicaIdentity === undefined ? [] : [`${alter} REPLICA IDENTITY ${replicaIdentity};`]),
    ...(ofType === undefined ? [] : [`${alter} OF ${ofType};`]),
  ];
}

function ofColumn(column: ColumnObject, { table }: TableModel, lookup: Lookup): readonly string[] {
  const { storage, compression, statistics, options, inherited } = column.carried ?? {};
  const alter = `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  return [
    ...(inherited && column.default !== null ? [`${alter} SET DEFAULT ${column.default};`] : []),
    ...(inherited && column.notNull && !isInheritedNotNull(column, table, lookup)
      ? [`${alter} SET NOT NULL;`]
      : []),
    ...(storage === undefined ? [] : [`${alter} SET STORAGE ${storage};`]),
    ...(compression === undefined ? [] : [`${alter} SET COMPRESSION ${compression};`]),
    ...(statistics === undefined ? [] : [`${alter} SET STATISTICS ${statistics};`]),
    ...(options ? [`${alter} SET (${optionsSql(options)});`] : []),
  ];
}

const isInheritedNotNull = (column: ColumnObject, table: TableObject, lookup: Lookup): boolean =>
  (table.carried?.inherits ?? []).some((parent) => {
    const inherited = lookup(
      `column${parent.slice('table'.length)}.${column.id.slice(table.id.length + 2)}` as ObjectId,
    );
    return inherited?.kind === 'column' && inherited.notNull;
  });

function ofIndex(index: IndexObject | KeyConstraint, { table }: TableModel): readonly string[] {
  const { options, clustered, statistics } = index.carried ?? {};
  const alter = `ALTER INDEX ${quoteQualified(table.schema, index.name)}`;
  return [
    // CREATE INDEX takes them; this is for a key, and for an index that the SDL made.
    ...(options ? [`${alter} SET (${optionsSql(options)});`] : []),
    ...(clustered ? [`ALTER TABLE ${qualified(table)} CLUSTER ON ${quoteIdentifier(index.name)};`] : []),
    ...(statistics ?? []).map(([key, target]) => `${alter} ALTER COLUMN ${key} SET STATISTICS ${target};`),
  ];
}

/**
 * For what the SDL made: CREATE makes it so at once. Before foreign keys, because each of two tables that point at each other
 * would have to be changed first, and before sequences belong to columns, because they would follow their table.
 */
export const unloggedSql = (object: TableObject | SequenceObject): readonly string[] =>
  object.carried?.unlogged ? [`ALTER ${object.kind.toUpperCase()} ${qualified(object)} SET UNLOGGED;`] : [];

/** Attaches a partition: after its indexes, so that PostgreSQL takes these for its part of the parent's. */
export function attachSql({ table }: TableModel, lookup: Lookup): readonly string[] {
  const of = table.carried?.partitionOf;
  return of === undefined
    ? []
    : [`ALTER TABLE ${tableName(of.table, lookup)} ATTACH PARTITION ${qualified(table)} ${of.bound};`];
}

/** Where a table and its indexes lie, which a scratch database can't follow: it has one place and one access method. */
export function placementSql(model: TableModel): readonly string[] {
  const { accessMethod, tablespace } = model.table.carried ?? {};
  const indexes = [model.primaryKey, ...model.uniques, ...model.indexes].flatMap((index) => index ?? []);
  const at = (name: string): string => `SET TABLESPACE ${quoteIdentifier(name)};`;
  return [
    ...(accessMethod === undefined
      ? []
      : [`ALTER TABLE ${qualified(model.table)} SET ACCESS METHOD ${quoteIdentifier(accessMethod)};`]),
    ...(tablespace === undefined ? [] : [`ALTER TABLE ${qualified(model.table)} ${at(tablespace)}`]),
    ...indexes.flatMap(({ name, carried }) =>
      carried?.tablespace === undefined
        ? []
        : [`ALTER INDEX ${quoteQualified(model.table.schema, name)} ${at(carried.tablespace)}`],
    ),
  ];
}
