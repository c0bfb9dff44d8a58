import type {
  CheckConstraint,
  ColumnObject,
  ConstraintObject,
  EnumObject,
  ForeignKey,
  IndexObject,
  KeyConstraint,
  ObjectId,
  OtherConstraint,
  PolicyObject,
  Schema,
  SchemaObject,
  TableObject,
} from './schema.ts';

/** One table with all of its parts: the form in which generators need a Schema. */
export interface TableModel {
  readonly table: TableObject;
  /** In the order in which they were written. */
  readonly columns: readonly ColumnObject[];
  readonly primaryKey: KeyConstraint | null;
  readonly uniques: readonly KeyConstraint[];
  readonly checks: readonly CheckConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly others: readonly OtherConstraint[];
  readonly indexes: readonly IndexObject[];
  readonly policies: readonly PolicyObject[];
}

/** Every table of a schema with its parts, sorted by id. One pass over the objects. */
export function tablesOf(schema: Schema): readonly TableModel[] {
  const parts = new Map<ObjectId, SchemaObject[]>();
  for (const object of schema.objects) {
    if (!('table' in object)) continue;
    const siblings = parts.get(object.table);
    if (siblings) siblings.push(object);
    else parts.set(object.table, [object]);
  }
  return schema.objects
    .filter((object) => object.kind === 'table')
    .map((table) => tableModel(table, parts.get(table.id) ?? []));
}

function tableModel(table: TableObject, parts: readonly SchemaObject[]): TableModel {
  const constraints = parts.filter((part): part is ConstraintObject => part.kind === 'constraint');
  const keys = constraints.filter((c): c is KeyConstraint => c.type === 'primary key' || c.type === 'unique');
  return {
    table,
    columns: parts.filter((part) => part.kind === 'column').toSorted((a, b) => a.position - b.position),
    primaryKey: keys.find((key) => key.type === 'primary key') ?? null,
    uniques: keys.filter((key) => key.type === 'unique'),
    checks: constraints.filter((c) => c.type === 'check'),
    foreignKeys: constraints.filter((c) => c.type === 'foreign key'),
    others: constraints.filter((c) => c.type === 'other'),
    indexes: parts.filter((part) => part.kind === 'index'),
    policies: parts.filter((part) => part.kind === 'policy'),
  };
}

/** Every enum by id. */
export const enumsOf = (schema: Schema): ReadonlyMap<ObjectId, EnumObject> =>
  new Map(schema.objects.filter((object) => object.kind === 'enum').map((object) => [object.id, object]));
