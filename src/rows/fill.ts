import { familyOf } from '../ir/column-type.ts';
import type { ObjectId, Schema, SchemaObject } from '../ir/schema.ts';
import { onBaseTypes } from './base-types.ts';
import { insertRows } from './insert.ts';
import { FILL, type Numbers, type Sample, sampleSchema } from './sample.ts';

/** A table for which no rows were made, and why. */
interface Unfilled {
  readonly table: ObjectId;
  readonly reason: string;
}

/** The rows of one table. */
interface Filling {
  readonly table: ObjectId;
  /** All of them in one statement, and each in one of its own: where one row is refused, the others may stand. */
  readonly sql: string;
  each(): readonly string[];
}

/** What fills an empty database, so that the steps of a plan meet rows. */
interface Fill {
  /** In an order in which they can be run. */
  readonly fill: readonly Filling[];
  readonly unfilled: readonly Unfilled[];
}

/**
 * @param whole With its domains.
 * @param count Rows for each table.
 * @param wanted Which tables need rows. Those that their foreign keys point to get rows, too.
 */
export function fillOf(whole: Schema, count: number, wanted: (table: ObjectId) => boolean): Fill {
  const schema = onBaseTypes(whole);
  const needed = withReferenced(schema, wanted);
  const part = {
    objects: schema.objects.filter(
      (object) => object.kind === 'enum' || needed.has('table' in object ? object.table : object.id),
    ),
  };
  const { tables, unsolved } = sampled(part, FILL(count));
  return {
    fill: tables.map(({ model, rows }) => ({
      table: model.table.id,
      sql: insertRows(model, rows),
      each: () => rows.map((row) => insertRows(model, [row])),
    })),
    unfilled: unsolved.filter(({ table }) => wanted(table)),
  };
}

/**
 * Rows for every table. Where a rule has no evaluator here, a table is tried without its rules: PostgreSQL judges what comes
 * of that.
 */
function sampled(schema: Schema, numbers: Numbers): Sample {
  const strict = sampleSchema(schema, numbers);
  if (strict.unsolved.length === 0) return strict;
  const unsolved = new Set(strict.unsolved.map(({ table }) => table));
  const loose = sampleSchema({ objects: schema.objects.filter((o) => !isRule(o, unsolved)) }, numbers);
  return loose.unsolved.length < strict.unsolved.length ? loose : strict;
}

/** Whether an object limits the rows of one of these tables in a way that may have no evaluator. */
function isRule(object: SchemaObject, tables: ReadonlySet<ObjectId>): boolean {
  if (!('table' in object) || !tables.has(object.table)) return false;
  switch (object.kind) {
    case 'constraint':
      return object.type === 'check' || object.type === 'other';
    case 'index':
      return object.columns === null || object.where !== null;
    case 'column':
      return familyOf(object) === 'other' && !object.notNull;
    default:
      return false;
  }
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
