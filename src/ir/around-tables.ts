import { BEFORE_TABLES } from '../carried/kinds.ts';
import { withoutLooseEnds } from './loose-ends.ts';
import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { parentsOf } from './scope.ts';
import { type TableModel, tablesOf } from './tables.ts';

/**
 * The part of a schema that is enough to create some of its tables: these whole; of tables that they refer to, inherit from
 * or name in a check or a policy the columns and keys; types, functions and sequences. What is made of tables, such as a
 * view, is left out.
 */
export function aroundTables(schema: Schema, wanted: ReadonlySet<ObjectId>): Schema {
  const models = new Map(tablesOf(schema).map((model) => [model.table.id, model]));
  const kept = new Set<ObjectId>();
  const waiting = [...wanted];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const model = models.get(id);
    if (kept.has(id) || model === undefined) continue;
    kept.add(id);
    waiting.push(...parentsOf(model));
    if (wanted.has(id)) waiting.push(...referencedBy(model), ...namedIn(model, models));
  }
  return withoutLooseEnds(schema.objects.filter((object) => isKept(object, kept, wanted)));
}

const BEFORE = new Set(BEFORE_TABLES.map(({ what }) => what));

function isKept(object: SchemaObject, kept: ReadonlySet<ObjectId>, wanted: ReadonlySet<ObjectId>): boolean {
  switch (object.kind) {
    case 'schema':
    case 'enum':
      return true;
    case 'sequence':
      return object.ownedBy === null || [...kept].some((id) => isPartOf(object.ownedBy, id));
    case 'carried':
      return BEFORE.has(object.what);
    case 'table':
      return kept.has(object.id);
    case 'constraint':
      if (wanted.has(object.table)) return true;
      return kept.has(object.table) && (object.type === 'primary key' || object.type === 'unique');
    case 'index':
      return wanted.has(object.table) || (object.unique && kept.has(object.table));
    case 'policy':
      return wanted.has(object.table);
    case 'column':
      return kept.has(object.table);
  }
}

/** `column:public.t.a` is a part of `table:public.t`. */
const isPartOf = (column: ObjectId | null, table: ObjectId): boolean =>
  column?.startsWith(`column${table.slice('table'.length)}.`) ?? false;

const referencedBy = ({ foreignKeys }: TableModel): readonly ObjectId[] =>
  foreignKeys.map(({ refTable }) => refTable);

/** Tables whose names occur in checks and policies: more than that do no harm. */
function namedIn(model: TableModel, models: ReadonlyMap<ObjectId, TableModel>): readonly ObjectId[] {
  const text = [
    ...model.policies.flatMap(({ using, check }) => [using ?? '', check ?? '']),
    ...model.checks.map(({ expression }) => expression),
  ].join('\n');
  if (text === '') return [];
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu));
  // A name of several words is found by its first.
  return [...models.values()].flatMap(({ table }) =>
    words.has(/[\p{L}\p{N}_$]+/u.exec(table.name)?.[0] ?? '') ? [table.id] : [],
  );
}
