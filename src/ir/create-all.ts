import { attachSql, carriedFactsSql, placementSql } from './carried/facts-sql.ts';
import { AFTER_TABLES, BEFORE_TABLES } from './carried/kinds.ts';
import { isRight } from './carried/rights.ts';
import {
  addConstraintSql,
  commentSql,
  createEnumSql,
  createIndexSql,
  createPolicySql,
  createSchemaSql,
  createSequenceSql,
  createTableSql,
  isSecond,
  type Lookup,
  rowSecuritySql,
  sequenceOwnerSql,
  tableClauses,
} from './ddl.ts';
import type { CarriedObject, ObjectId, Schema, SchemaObject, SequenceObject } from './schema.ts';
import { type TableModel, tablesOf } from './tables.ts';

/** One statement and the object that it creates. */
export interface CreateStatement {
  readonly object: ObjectId;
  readonly sql: string;
  /**
   * For a table: where in `sql` each of its columns and constraints ends, to find the one that PostgreSQL refuses.
   */
  readonly parts: readonly { readonly object: ObjectId; readonly end: number }[];
  /** Objects whose statements must run before it. */
  readonly needs: readonly ObjectId[];
}

export function lookupIn(schema: Schema): Lookup {
  const byId = new Map(schema.objects.map((object) => [object.id, object]));
  return (id) => byId.get(id);
}

/**
 * All statements that create a schema in an empty database, in an order that PostgreSQL accepts: schemas, extensions,
 * types, sequences, functions, tables, indexes, foreign keys (they may form cycles), row security and policies, what is carried of
 * tables, views and triggers, comments.
 */
export function createAll(schema: Schema): readonly CreateStatement[] {
  const lookup = lookupIn(schema);
  const tables = tablesOf(schema);
  const carried = carriedByKind(schema);
  const own = schema.objects.filter((object) => object.kind !== 'carried');
  return inOrder([
    ...own.flatMap((o) => (o.kind === 'schema' ? [make(o, createSchemaSql(o.name))] : [])),
    ...BEFORE_TABLES.slice(0, 1).flatMap(carried),
    ...own.flatMap((o) => (o.kind === 'enum' ? [make(o, createEnumSql(o))] : [])),
    ...own.flatMap((o) => (o.kind === 'sequence' ? [make(o, createSequenceSql(o))] : [])),
    ...BEFORE_TABLES.slice(1).flatMap(carried),
    ...tables.map((model) => makeTable(model, lookup)),
    ...own.flatMap((o) => (o.kind === 'sequence' ? ownedBySql(o) : [])),
    ...tables.flatMap((model) =>
      model.uniques
        .filter((key) => isSecond(key, model))
        .map((key) => make(key, addConstraintSql(key, lookup))),
    ),
    ...tables.flatMap((model) => model.indexes.map((index) => make(index, createIndexSql(index, lookup)))),
    ...tables.flatMap((model) =>
      model.foreignKeys.map((key) => make(key, addConstraintSql(key, lookup, !key.validated))),
    ),
    ...tables.flatMap((model) =>
      model.checks
        .filter(({ validated }) => !validated)
        .map((check) => make(check, addConstraintSql(check, lookup, true))),
    ),
    ...tables.flatMap((model) => attachSql(model, lookup).map((sql) => make(model.table, sql))),
    ...tables.flatMap((model) => rowSecuritySql(model.table).map((sql) => make(model.table, sql))),
    ...tables.flatMap((model) =>
      model.policies.map((policy) => make(policy, createPolicySql(policy, lookup))),
    ),
    ...tables.flatMap((model) => carriedFactsSql(model, lookup).map((sql) => make(model.table, sql))),
    ...AFTER_TABLES.flatMap(carried),
    ...carried({ what: 'comment' }),
    ...own.flatMap((o) => (o.comment === null ? [] : [make(o, commentSql(o, lookup, o.comment))])),
  ]);
}

const make = (object: SchemaObject, sql: string): CreateStatement => ({
  object: object.id,
  sql,
  parts: [],
  needs: object.kind === 'carried' ? object.needs : [],
});

function ownedBySql(sequence: SequenceObject): readonly CreateStatement[] {
  const sql = sequenceOwnerSql(sequence);
  return sql === null ? [] : [make(sequence, sql)];
}

function makeTable(model: TableModel, lookup: Lookup): CreateStatement {
  const sql = createTableSql(model, lookup);
  let end = 0;
  const parts = tableClauses(model, lookup).map((clause) => {
    end = sql.indexOf(clause.sql, end) + clause.sql.length;
    return { object: clause.id, end };
  });
  return { object: model.table.id, sql, parts, needs: model.table.carried?.inherits ?? [] };
}

/** Statements of the carried objects of a kind. One whose definition is only a comment can't be made. */
function carriedByKind(schema: Schema): (kind: { readonly what: string }) => readonly CreateStatement[] {
  const byKind = Map.groupBy(
    schema.objects.filter((object) => object.kind === 'carried'),
    ({ what }) => what,
  );
  return ({ what }) =>
    (byKind.get(what) ?? []).filter(isMakeable).map((object) => make(object, object.definition));
}

const isMakeable = ({ definition }: CarriedObject): boolean =>
  definition !== '' && !/^--.*$/.test(definition);

/** Moves what a statement needs before it. Without needs the order stays; in a circle the first one comes first. */
function inOrder(statements: readonly CreateStatement[]): readonly CreateStatement[] {
  if (statements.every(({ needs }) => needs.length === 0)) return statements;
  const makers = new Map<ObjectId, CreateStatement>();
  for (const statement of statements)
    for (const id of [statement.object, ...statement.parts.map(({ object }) => object)])
      if (!makers.has(id)) makers.set(id, statement);
  const ordered = new Set<CreateStatement>();
  const begun = new Set<CreateStatement>();
  const place = (statement: CreateStatement): void => {
    if (begun.has(statement)) return;
    begun.add(statement);
    for (const id of statement.needs) {
      const maker = makers.get(id);
      if (maker) place(maker);
    }
    ordered.add(statement);
  };
  statements.forEach(place);
  return [...ordered];
}

/** `createAll` as one script. */
export const createAllSql = (schema: Schema): string =>
  createAll(schema)
    .map(({ sql }) => sql)
    .join('\n');

/** What `createAll` leaves out, because a scratch database can't have it: where tables lie, whose they are, who may use them. */
export const createRest = (schema: Schema): readonly CreateStatement[] => [
  ...tablesOf(schema).flatMap((model) => placementSql(model).map((sql) => make(model.table, sql))),
  ...schema.objects.filter(isRight).flatMap((o) => (o.kind === 'carried' ? [make(o, o.definition)] : [])),
];
