import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { type TableModel, tablesOf } from './tables.ts';

// In quotes these stand doubled or escaped, so that the name is not found in the text.
const IS_PLAIN = /^[^'"\\]*$/;
// U&"…" may spell any name in another way.
const HAS_ESCAPES = /u&["']/i;

/**
 * The part of a schema that statements can touch: the tables whose names, indexes or enums occur in their text, tables tied
 * to those by foreign keys, and tables that their policies and checks name. It may be more than that, never less: the locks
 * of the statements are the same as in the whole schema. One with objects that no schema can express stays whole, since
 * views and functions tie tables together; so does one with a name that can't be found by its letters.
 */
export function partAbout(schema: Schema, statements: readonly string[]): Schema {
  const tables = tablesOf(schema);
  const enums = enumNames(schema);
  const text = statements.join('\n');
  const known = schema.objects.every((object) => object.kind !== 'carried');
  const names = tables.flatMap((model) => namesIn(model, enums));
  if (!known || !names.every((name) => IS_PLAIN.test(name)) || HAS_ESCAPES.test(text)) return schema;
  const kept = reachedFrom(text.toLowerCase(), tables, enums);
  if (kept.size === 0) return schema;
  return {
    objects: schema.objects.filter((object) => {
      const table = tableOf(object);
      return table === null || kept.has(table);
    }),
  };
}

const enumNames = (schema: Schema): ReadonlyMap<ObjectId, string> =>
  new Map(schema.objects.flatMap((object) => (object.kind === 'enum' ? [[object.id, object.name]] : [])));

const tableOf = (object: SchemaObject): ObjectId | null =>
  'table' in object ? object.table : object.kind === 'table' ? object.id : null;

/** Tables that a text in lower case names, and all that are tied to them. */
function reachedFrom(
  text: string,
  tables: readonly TableModel[],
  enums: ReadonlyMap<ObjectId, string>,
): ReadonlySet<ObjectId> {
  const ties = tiesBetween(tables);
  const reached = new Set<ObjectId>();
  const waiting = tables.filter((model) => namesIn(model, enums).some((name) => isIn(text, name)));
  for (let model = waiting.pop(); model !== undefined; model = waiting.pop()) {
    if (reached.has(model.table.id)) continue;
    reached.add(model.table.id);
    const rules = rulesOf(model);
    const named = rules === '' ? [] : tables.filter(({ table }) => isIn(rules, table.name));
    waiting.push(...named, ...(ties.get(model.table.id) ?? []));
  }
  return reached;
}

/** Whether a text in lower case may name something: without quotes a name may be written in any case. */
const isIn = (text: string, name: string): boolean => text.includes(name.toLowerCase());

/** What a statement can call a table by: DROP INDEX names the index alone. */
const namesIn = (model: TableModel, enums: ReadonlyMap<ObjectId, string>): readonly string[] => [
  model.table.name,
  ...[...model.indexes, ...model.uniques, ...(model.primaryKey ? [model.primaryKey] : [])].map(
    ({ name }) => name,
  ),
  ...model.columns.flatMap(({ enumType }) => (enumType === null ? [] : (enums.get(enumType) ?? []))),
];

const rulesOf = ({ policies, checks }: TableModel): string =>
  [...policies.flatMap(({ using, check }) => [using, check]), ...checks.map(({ expression }) => expression)]
    .join('\n')
    .toLowerCase();

/** Foreign keys in both directions. */
function tiesBetween(tables: readonly TableModel[]): ReadonlyMap<ObjectId, readonly TableModel[]> {
  const byId = new Map(tables.map((model) => [model.table.id, model]));
  const ties = new Map<ObjectId, TableModel[]>(tables.map(({ table }) => [table.id, []]));
  for (const model of tables)
    for (const { refTable } of model.foreignKeys) {
      const other = byId.get(refTable);
      if (other) ties.get(model.table.id)?.push(other);
      ties.get(refTable)?.push(model);
    }
  return ties;
}
