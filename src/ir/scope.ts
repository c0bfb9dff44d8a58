import { withoutLooseEnds } from './loose-ends.ts';
import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { type TableModel, tablesOf } from './tables.ts';

/**
 * The tables that a change of a large database is planned, rehearsed and proved with; sorted. All that is no part of a table
 * belongs to every scope, as far as it can be made with these tables.
 */
export type Scope = readonly ObjectId[];

/**
 * The tables that a change touches; those that reference or inherit from them; those that views, triggers and the like have
 * besides them; and for all of these what they need to be made.
 *
 * @param changed Tables that differ between the two schemas.
 */
export function scopeOf(from: Schema, to: Schema, changed: ReadonlySet<ObjectId>): Scope {
  const reached = [from, to].flatMap((schema) => {
    const seeds = withHeirs(schema, changed);
    return [
      ...reach([...seeds, ...referencing(schema, seeds), ...standingOn(schema, seeds)], needsIn(schema)),
    ];
  });
  return [...new Set(reached.filter((id) => id.startsWith('table:')))].toSorted();
}

/** The part of a schema in a scope. Of a schema that has changed since, what the tables need now is in it too. */
export function cutTo(schema: Schema, scope: Scope): Schema {
  const kept = reach(scope, needsIn(schema));
  const columns = new Set(
    schema.objects.flatMap((o) => (o.kind === 'column' && kept.has(o.table) ? [o.id] : [])),
  );
  return withoutLooseEnds(
    schema.objects.filter((object) => {
      if (object.kind === 'table') return kept.has(object.id);
      if ('table' in object) return kept.has(object.table);
      return object.kind !== 'sequence' || object.ownedBy === null || columns.has(object.ownedBy);
    }),
  );
}

type Needs = (id: ObjectId) => readonly ObjectId[];

function reach(from: readonly ObjectId[], needs: Needs): ReadonlySet<ObjectId> {
  const reached = new Set<ObjectId>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...needs(id));
  }
  return reached;
}

/** What must be there for an object: what a carried object needs is known, what a table needs is found by names. */
function needsIn(schema: Schema): Needs {
  const objects = new Map(schema.objects.map((object) => [object.id, object]));
  const models = new Map(tablesOf(schema).map((model) => [model.table.id, model]));
  const named = finderOf(schema.objects);
  return (id) => {
    const model = models.get(id);
    if (model)
      return [
        ...parentsOf(model),
        ...model.foreignKeys.map(({ refTable }) => refTable),
        ...named(textOf(model)),
      ];
    const object = objects.get(id);
    if (object?.kind === 'carried') return object.needs;
    return object && 'table' in object ? [object.table] : [];
  };
}

export const parentsOf = ({ table }: Pick<TableModel, 'table'>): readonly ObjectId[] => [
  ...(table.carried?.inherits ?? []),
  ...(table.carried?.partitionOf ? [table.carried.partitionOf.table] : []),
];

const textOf = ({ columns, checks, others, indexes, policies }: TableModel): string =>
  [
    ...columns.flatMap(({ default: filled, generated }) => [filled ?? '', generated?.expression ?? '']),
    ...checks.map(({ expression }) => expression),
    ...others.map(({ definition }) => definition),
    ...indexes.flatMap(({ keys, where }) => [...keys, where ?? '']),
    ...policies.flatMap(({ using, check }) => [using ?? '', check ?? '']),
  ].join('\n');

const WORD = /[\p{L}\p{N}_$]+/gu;

/** Tables and carried objects that a text may name: one whose name has several words is found by the first. */
function finderOf(objects: readonly SchemaObject[]): (text: string) => readonly ObjectId[] {
  const ids = new Map<string, ObjectId[]>();
  for (const object of objects) {
    const [word] = nameOf(object).match(WORD) ?? [];
    if (word === undefined) continue;
    const same = ids.get(word);
    if (same) same.push(object.id);
    else ids.set(word, [object.id]);
  }
  return (text) => [...new Set(text.match(WORD))].flatMap((word) => ids.get(word) ?? []);
}

/** `f` of `carried:function public.f(integer)`. What needs nothing is never missing. */
function nameOf(object: SchemaObject): string {
  if (object.kind === 'table') return object.name;
  if (object.kind !== 'carried' || object.needs.length === 0) return '';
  const [name = ''] = object.id.split('(');
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Tables with those that inherit from them, and their partitions. */
function withHeirs(schema: Schema, tables: ReadonlySet<ObjectId>): ReadonlySet<ObjectId> {
  const heirs = new Map<ObjectId, ObjectId[]>();
  for (const object of schema.objects)
    if (object.kind === 'table')
      for (const parent of parentsOf({ table: object }))
        heirs.set(parent, [...(heirs.get(parent) ?? []), object.id]);
  return reach([...tables], (id) => heirs.get(id) ?? []);
}

const referencing = (schema: Schema, tables: ReadonlySet<ObjectId>): readonly ObjectId[] =>
  schema.objects.flatMap((object) =>
    object.kind === 'constraint' && object.type === 'foreign key' && tables.has(object.refTable)
      ? [object.table]
      : [],
  );

/** Carried objects that need a table or a part of it, and those that need these. */
function standingOn(schema: Schema, tables: ReadonlySet<ObjectId>): readonly ObjectId[] {
  const users = new Map<ObjectId, ObjectId[]>();
  for (const object of schema.objects)
    if (object.kind === 'carried')
      for (const id of object.needs) users.set(id, [...(users.get(id) ?? []), object.id]);
  const parts = schema.objects.flatMap((o) => ('table' in o && tables.has(o.table) ? [o.id] : []));
  return [...reach([...tables, ...parts], (id) => users.get(id) ?? [])];
}
