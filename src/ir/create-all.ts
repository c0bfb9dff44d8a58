import {
  addConstraintSql,
  commentSql,
  createEnumSql,
  createIndexSql,
  createPolicySql,
  createSchemaSql,
  createTableSql,
  type Lookup,
  rowSecuritySql,
  tableClauses,
} from './ddl.ts';
import type { CarriedObject, ObjectId, Schema, SchemaObject } from './schema.ts';
import { type TableModel, tablesOf } from './tables.ts';

/** One statement and the object that it creates. */
export interface CreateStatement {
  readonly object: ObjectId;
  readonly sql: string;
  /**
   * For a table: where in `sql` each of its columns and constraints ends, to find the one that PostgreSQL refuses.
   */
  readonly parts: readonly { readonly object: ObjectId; readonly end: number }[];
}

export function lookupIn(schema: Schema): Lookup {
  const byId = new Map(schema.objects.map((object) => [object.id, object]));
  return (id) => byId.get(id);
}

/**
 * All statements that create a schema in an empty database, in an order that PostgreSQL accepts: schemas, types,
 * tables, indexes, foreign keys (they may form cycles), row security and policies, comments.
 */
export function createAll(schema: Schema): readonly CreateStatement[] {
  const lookup = lookupIn(schema);
  const tables = tablesOf(schema);
  const make = (object: SchemaObject, sql: string): CreateStatement => ({
    object: object.id,
    sql,
    parts: [],
  });
  return [
    ...schema.objects.flatMap((o) => (o.kind === 'schema' ? [make(o, createSchemaSql(o.name))] : [])),
    ...schema.objects.flatMap((o) => (o.kind === 'enum' ? [make(o, createEnumSql(o))] : [])),
    ...carried(schema, BEFORE_TABLES),
    ...tables.map((model) => makeTable(model, lookup)),
    ...tables.flatMap((model) => model.indexes.map((index) => make(index, createIndexSql(index, lookup)))),
    ...tables.flatMap((model) =>
      model.foreignKeys.map((key) => make(key, addConstraintSql(key, lookup, !key.validated))),
    ),
    ...tables.flatMap((model) =>
      model.checks
        .filter(({ validated }) => !validated)
        .map((check) => make(check, addConstraintSql(check, lookup, true))),
    ),
    ...tables.flatMap((model) => rowSecuritySql(model.table).map((sql) => make(model.table, sql))),
    ...tables.flatMap((model) =>
      model.policies.map((policy) => make(policy, createPolicySql(policy, lookup))),
    ),
    ...carried(schema, AFTER_TABLES),
    ...schema.objects.flatMap((o) => (o.comment === null ? [] : [make(o, commentSql(o, lookup, o.comment))])),
  ];
}

function makeTable(model: TableModel, lookup: Lookup): CreateStatement {
  const sql = createTableSql(model, lookup);
  let end = 0;
  const parts = tableClauses(model, lookup).map((clause) => {
    end = sql.indexOf(clause.sql, end) + clause.sql.length;
    return { object: clause.id, end };
  });
  return { object: model.table.id, sql, parts };
}

// Objects that no schema expresses. A default may call a function, so functions come before tables; a trigger needs
// its table, so triggers come after.
const BEFORE_TABLES = ['composite type', 'domain', 'sequence', 'owned sequence', 'function', 'procedure'];
const AFTER_TABLES = ['view', 'materialized view', 'trigger', 'rule'];

/** Whether the definition is SQL that PostgreSQL printed. Otherwise it is a digest, which has no space in it. */
const isPrintable = (object: CarriedObject): boolean => object.definition.includes(' ');

const carried = (schema: Schema, kinds: readonly string[]): readonly CreateStatement[] =>
  kinds.flatMap((kind) =>
    schema.objects.flatMap((object) =>
      object.kind === 'carried' && object.what === kind && isPrintable(object)
        ? [{ object: object.id, sql: `${object.definition.trimEnd().replace(/;$/, '')};`, parts: [] }]
        : [],
    ),
  );

/** `createAll` as one script. */
export const createAllSql = (schema: Schema): string =>
  createAll(schema)
    .map(({ sql }) => sql)
    .join('\n');
