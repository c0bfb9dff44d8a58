import type { Catalog, Relation } from './catalog.ts';

/** Makes a column the owner of a sequence. */
export function own(catalog: Catalog, relation: Relation, column: string, sequence: Relation): void {
  sequence.ownedBy = { relation, column };
  const owned = catalog.owned.get(relation) ?? new Set();
  catalog.owned.set(relation, owned.add(sequence));
}
