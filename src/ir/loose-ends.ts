import type { Schema, SchemaObject } from './schema.ts';

/** Drops carried objects that need something that is not among the objects, and those that need these. */
export function withoutLooseEnds(objects: readonly SchemaObject[]): Schema {
  let left = objects;
  for (;;) {
    const ids = new Set(left.map(({ id }) => id));
    const next = left.filter(
      (object) => object.kind !== 'carried' || object.needs.every((id) => ids.has(id)),
    );
    if (next.length === left.length) return { objects: left };
    left = next;
  }
}
