import type { ObjectId, Schema, SchemaObject } from '../ir/schema.ts';
import { type Change, subjectOf } from './change.ts';

/** The tables that changes are about: of an enum those with a column of it, of a sequence the one it belongs to. */
export const changedTables = (
  changes: readonly Change[],
  schemas: readonly Schema[],
): ReadonlySet<ObjectId> => new Set(changes.flatMap((change) => tablesOf(subjectOf(change), schemas)));

function tablesOf(object: SchemaObject, schemas: readonly Schema[]): readonly ObjectId[] {
  if ('table' in object) return [object.table];
  if (object.kind === 'table') return [object.id];
  return schemas.flatMap(({ objects }) =>
    objects.flatMap((one) =>
      one.kind === 'column' && isOf(object, one.id, one.enumType) ? [one.table] : [],
    ),
  );
}

const isOf = (object: SchemaObject, column: ObjectId, enumType: ObjectId | null): boolean =>
  enumType === object.id || (object.kind === 'sequence' && object.ownedBy === column);
