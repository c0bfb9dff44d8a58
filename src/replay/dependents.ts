import { foreignKeys, type Relation } from './catalog.ts';

/** Views that would break without `relation` (or without one column of it), and the views over those. */
export function viewsOver(relation: Relation, column: string | null): readonly Relation[] {
  const direct = [...relation.readers].filter(
    (view) => column === null || view.reads.get(relation)?.has(column),
  );
  const all = new Set(direct);
  for (const view of all) for (const reader of view.readers) all.add(reader);
  return [...all];
}

/** Foreign keys of other tables that point at `relation`; at one column of it where `column` is given. */
export const keysInto = (relation: Relation, column: string | null = null): readonly Relation[] =>
  [...relation.referencedBy].filter(
    (other) =>
      other !== relation &&
      foreignKeys(other).some(
        ({ references }) =>
          references?.relation === relation && (column === null || references.columns.includes(column)),
      ),
  );
