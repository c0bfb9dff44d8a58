import type { CarriedObject, ObjectId, Schema } from '../schema.ts';

/** Carried objects that need each other in a circle, such as views that were replaced; `null` where there are none. */
export function circleIn({ objects }: Schema): readonly string[] | null {
  const carried = new Map(objects.flatMap((o) => (o.kind === 'carried' ? [[o.id, o]] : [])));
  const done = new Set<ObjectId>();
  const path: ObjectId[] = [];
  const visit = ({ id, needs }: CarriedObject): readonly ObjectId[] | null => {
    if (done.has(id)) return null;
    if (path.includes(id)) return path.slice(path.indexOf(id));
    path.push(id);
    for (const need of needs) {
      const other = carried.get(need);
      const found = other ? visit(other) : null;
      if (found) return found;
    }
    path.pop();
    done.add(id);
    return null;
  };
  for (const object of carried.values()) {
    const found = visit(object);
    if (found) return found.map((id) => id.slice('carried:'.length));
  }
  return null;
}
