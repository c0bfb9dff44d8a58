import type { ObjectId, Schema } from '../ir/schema.ts';
import { insertRows } from './insert.ts';
import { FILL, sampleSchema } from './sample.ts';

/** A table for which no rows were made, and why. */
export interface Unfilled {
  readonly table: ObjectId;
  readonly reason: string;
}

/** What fills an empty database, so that the steps of a plan meet rows. */
interface Fill {
  /** In an order in which they can be run. */
  readonly fill: readonly { readonly table: ObjectId; readonly sql: string }[];
  readonly unfilled: readonly Unfilled[];
}

/**
 * @param count Rows for each table.
 * @param wanted Which tables need rows. Those that their foreign keys point to get rows, too.
 */
export function fillOf(schema: Schema, count: number, wanted: (table: ObjectId) => boolean): Fill {
  const needed = withReferenced(schema, wanted);
  const part = {
    objects: schema.objects.filter(
      (object) => object.kind === 'enum' || needed.has('table' in object ? object.table : object.id),
    ),
  };
  const { tables, unsolved } = sampleSchema(part, FILL(count));
  return {
    fill: tables.map(({ model, rows }) => ({ table: model.table.id, sql: insertRows(model, rows) })),
    unfilled: unsolved.filter(({ table }) => wanted(table)),
  };
}

function withReferenced(schema: Schema, wanted: (table: ObjectId) => boolean): ReadonlySet<ObjectId> {
  const keys = schema.objects.flatMap((object) =>
    object.kind === 'constraint' && object.type === 'foreign key' ? [object] : [],
  );
  const references = Map.groupBy(keys, ({ table }) => table);
  const needed = new Set<ObjectId>();
  const waiting = schema.objects.flatMap(({ kind, id }) => (kind === 'table' && wanted(id) ? [id] : []));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    for (const { refTable } of references.get(id) ?? []) waiting.push(refTable);
  }
  return needed;
}
