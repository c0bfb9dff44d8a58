import { isRight } from '../ir/carried/rights.ts';
import type { ObjectId, Schema, SchemaObject } from '../ir/schema.ts';
import { sameFacts } from '../ir/schema-of.ts';
import type { Change } from './change.ts';

/**
 * What differs between two schemas, in order of object ids. It needs no code per kind of object: an object whose
 * facts are equal is unchanged.
 */
export function diff(from: Schema, to: Schema): readonly Change[] {
  const [before, after] = [byId(from), byId(to)];
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
  return ids.flatMap((id): Change[] => {
    const [old, now] = [before.get(id), after.get(id)];
    if (!old) return now ? [{ kind: 'create', after: now }] : [];
    if (!now) return [{ kind: 'drop', before: old }];
    return sameFacts(old, now) ? [] : [{ kind: 'alter', before: old, after: now }];
  });
}

// Rights are compared where somebody asks for them: see `ir/carried/rights.ts`.
const byId = ({ objects }: Schema): ReadonlyMap<ObjectId, SchemaObject> =>
  new Map(objects.filter((object) => !isRight(object)).map((object) => [object.id, object]));
