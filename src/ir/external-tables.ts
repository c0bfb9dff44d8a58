import { derivedName } from '../sql/identifier.ts';
import { namesIn, objectId } from './object-id.ts';
import type { ColumnObject, ForeignKey, KeyConstraint, ObjectId, Schema, SchemaObject } from './schema.ts';
import { schemaOf } from './schema-of.ts';
import { tablesOf } from './tables.ts';

/**
 * The tables that only foreign keys of these schemas name: as much of each as the keys tell. A schema without them can't
 * be made in an empty database.
 */
export function externalTables(...schemas: readonly Schema[]): Schema {
  const there = new Set(schemas.flatMap(({ objects }) => objects.map(({ id }) => id)));
  const objects = new Map<ObjectId, SchemaObject>();
  for (const { foreignKeys, columns } of schemas.flatMap(tablesOf))
    for (const key of foreignKeys.filter(({ refTable }) => !there.has(refTable)))
      for (const object of referenced(key, columns))
        if (!there.has(object.id)) objects.set(object.id, object);
  return schemaOf([...objects.values()]);
}

const NEITHER = { comment: null, declared: null };

function referenced(key: ForeignKey, columns: readonly ColumnObject[]): readonly SchemaObject[] {
  const [schema = '', name = ''] = namesIn(key.refTable);
  return [
    ...(schema === 'public'
      ? []
      : [{ kind: 'schema', id: objectId('schema', schema), name: schema, ...NEITHER } as const]),
    {
      kind: 'table',
      id: key.refTable,
      schema,
      name,
      rowSecurity: false,
      forceRowSecurity: false,
      ...NEITHER,
    },
    ...key.refColumns.flatMap((column, i) => {
      const own = columns.find((candidate) => candidate.name === key.columns[i]);
      return own ? [referencedColumn(own, key.refTable, [schema, name, column])] : [];
    }),
    referencedKey(key, [schema, name]),
  ];
}

/** Of the type of the column that references it. */
const referencedColumn = (
  { type, enumType, collation }: ColumnObject,
  table: ObjectId,
  names: readonly [schema: string, table: string, column: string],
): ColumnObject => ({
  kind: 'column',
  id: objectId('column', ...names),
  table,
  name: names[2],
  type,
  enumType,
  collation,
  notNull: false,
  default: null,
  identity: null,
  generated: null,
  position: 1,
  backfill: null,
  ...NEITHER,
});

function referencedKey(
  { refTable, refColumns }: ForeignKey,
  [schema, table]: readonly [schema: string, table: string],
): KeyConstraint {
  const columns = refColumns.toSorted();
  const name = derivedName([table, ...columns], 'key');
  return {
    kind: 'constraint',
    type: 'unique',
    id: objectId('constraint', schema, table, name),
    table: refTable,
    name,
    columns,
    include: [],
    nullsNotDistinct: false,
    deferrable: 'no',
    validated: true,
    ...NEITHER,
  };
}
