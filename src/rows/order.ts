import type { ForeignKey, ObjectId } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';

/**
 * Tables in an order in which a referenced row is inserted before the row that refers to it, and the foreign keys for
 * which no order does that.
 */
export interface InsertOrder {
  readonly tables: readonly TableModel[];
  /** Foreign keys to a table that comes later: rows get NULL there. */
  readonly deferred: ReadonlySet<ObjectId>;
}

/**
 * Orders tables by their foreign keys; where those leave a choice, the given order stays. A cycle is opened at a key
 * that may be NULL, or at a required one when the cycle has no other.
 */
export function insertOrder(tables: readonly TableModel[]): InsertOrder {
  const waiting = new Map(tables.map((model) => [model.table.id, model]));
  const deferred = new Set<ObjectId>();
  const ordered: TableModel[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((model) => blocking(model, waiting, deferred).length === 0);
    if (ready.length === 0) deferred.add(weakest([...waiting.values()], waiting, deferred));
    for (const model of ready) {
      ordered.push(model);
      waiting.delete(model.table.id);
    }
  }
  return { tables: ordered, deferred };
}

type Waiting = ReadonlyMap<ObjectId, TableModel>;

const blocking = (
  model: TableModel,
  waiting: Waiting,
  deferred: ReadonlySet<ObjectId>,
): readonly ForeignKey[] =>
  model.foreignKeys.filter(
    (key) => key.refTable !== model.table.id && waiting.has(key.refTable) && !deferred.has(key.id),
  );

/**
 * Whether a row may leave a foreign key NULL. With MATCH SIMPLE one NULL among its columns is enough, and then
 * nothing is checked.
 */
export function isOptional(model: TableModel, key: ForeignKey): boolean {
  return key.columns.some((name) => model.columns.some((column) => column.name === name && !column.notNull));
}

function weakest(tables: readonly TableModel[], waiting: Waiting, deferred: ReadonlySet<ObjectId>): ObjectId {
  const open = tables.flatMap((model) =>
    blocking(model, waiting, deferred).map((key) => ({ key, optional: isOptional(model, key), model })),
  );
  const inCycle = open.filter(({ key, model }) => reaches(key.refTable, model.table.id, waiting, deferred));
  const chosen = inCycle.find(({ optional }) => optional) ?? inCycle[0];
  if (!chosen) throw new Error('tables wait for each other without a cycle');
  return chosen.key.id;
}

function reaches(from: ObjectId, to: ObjectId, waiting: Waiting, deferred: ReadonlySet<ObjectId>): boolean {
  const seen = new Set<ObjectId>();
  const next = [from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (id === to) return true;
    const model = waiting.get(id);
    if (seen.has(id) || !model) continue;
    seen.add(id);
    next.push(...blocking(model, waiting, deferred).map((key) => key.refTable));
  }
  return false;
}
