import { namesIn, objectId } from '../ir/object-id.ts';
import type {
  ColumnObject,
  EnumObject,
  ForeignKey,
  ObjectId,
  Schema,
  SequenceObject,
  TableObject,
} from '../ir/schema.ts';
import { enumsOf, type TableModel, tablesOf } from '../ir/tables.ts';
import { fieldNames, typeNames, valueNames } from './names.ts';

/** What every part of the text is written from: the objects that are said, and their names in the SDL. */
export interface Wording {
  readonly tables: readonly TableModel[];
  readonly enums: readonly EnumObject[];
  readonly sequences: readonly SequenceObject[];
  /** Tables that only foreign keys name, with the keys that reference them. */
  readonly externals: ReadonlyMap<ObjectId, readonly ForeignKey[]>;
  /** The type of each table, enum and external table. */
  readonly types: ReadonlyMap<ObjectId, string>;
  readonly enumTypes: ReadonlyMap<ObjectId, string>;
  /** The field of each column. */
  readonly fields: ReadonlyMap<ObjectId, string>;
  /** The SDL value of each label, by enum. */
  readonly values: ReadonlyMap<ObjectId, ReadonlyMap<string, string>>;
  readonly columns: ReadonlyMap<ObjectId, ColumnObject>;
  /** The sequences that belong to a column. */
  readonly owned: ReadonlyMap<ObjectId, readonly SequenceObject[]>;
}

/** @param said Whether an object is written. */
export function wordingOf(schema: Schema, said: (id: ObjectId) => boolean): Wording {
  const tables = tablesOf({ objects: schema.objects.filter(({ id }) => said(id)) });
  const enums = [...enumsOf(schema).values()].filter(({ id }) => said(id));
  const ids = new Set(tables.map(({ table }) => table.id));
  const externals = new Map<ObjectId, ForeignKey[]>();
  for (const key of tables
    .flatMap(({ foreignKeys }) => foreignKeys)
    .filter(({ refTable }) => !ids.has(refTable)))
    externals.set(key.refTable, [...(externals.get(key.refTable) ?? []), key]);
  const sequences = schema.objects
    .filter((object) => object.kind === 'sequence')
    .filter(({ id }) => said(id));
  const owned = Map.groupBy(sequences, ({ ownedBy }) => ownedBy);
  const foreign = [...externals.keys()].map(externalTable);
  const types = typeNames([...tables.map(({ table }) => table), ...enums, ...foreign]);
  return {
    tables,
    enums,
    sequences,
    externals,
    types,
    enumTypes: new Map(enums.map(({ id }) => [id, types.get(id) ?? ''])),
    fields: new Map([...fieldsOf(tables), ...externalFields(externals)]),
    values: new Map(enums.map(({ id, values }) => [id, valueNames(values)])),
    columns: new Map(tables.flatMap((model) => model.columns.map((column) => [column.id, column]))),
    owned: new Map([...owned].flatMap(([id, of]) => (id === null ? [] : [[id, of]]))),
  };
}

/** An external table as far as its name goes. */
function externalTable(id: ObjectId): TableObject {
  const [schema = '', name = ''] = namesIn(id);
  return {
    kind: 'table',
    id,
    schema,
    name,
    rowSecurity: false,
    forceRowSecurity: false,
    comment: null,
    declared: null,
  };
}

function fieldsOf(tables: readonly TableModel[]): ReadonlyMap<ObjectId, string> {
  const fields = new Map<ObjectId, string>();
  for (const { columns } of tables) {
    const names = fieldNames(columns);
    for (const { id, name } of columns) fields.set(id, names.get(name) ?? name);
  }
  return fields;
}

function* externalFields(
  externals: ReadonlyMap<ObjectId, readonly ForeignKey[]>,
): Generator<readonly [ObjectId, string]> {
  for (const [table, keys] of externals) {
    const columns = [...new Set(keys.flatMap(({ refColumns }) => refColumns))];
    const names = fieldNames(columns.map((name) => ({ name })));
    for (const name of columns) yield [columnId(table, name), names.get(name) ?? name];
  }
}

/** The id of a column of a table. */
export const columnId = (table: ObjectId, name: string): ObjectId =>
  objectId('column', ...namesIn(table), name);
