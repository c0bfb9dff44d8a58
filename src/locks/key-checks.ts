import { type Constraint, foreignKeys, type Relation, rootsOf } from '../replay/catalog.ts';
import { seeksIndex } from '../replay/conditions.ts';
import type { LockMode } from '../sql/lock.ts';
import type { Context } from './context.ts';
import { lock, lockAll, scan } from './effects.ts';
import { leavesFor, type NewRows } from './new-rows.ts';

/** Foreign keys that refer to a table. A foreign key to a partitioned table refers to its partitions too. */
export const referencing = (relation: Relation): readonly (readonly [Relation, Constraint])[] =>
  rootsOf(relation).flatMap((root) =>
    [...root.referencedBy].flatMap((other) =>
      foreignKeys(other)
        .filter((key) => key.references?.relation === root && key.enforced)
        .map((key) => [other, key] as const),
    ),
  );

const ANY = { qualifier: null, operator: '=', values: [], outer: [], outerColumn: null };

/** Looks up rows that refer to a changed row: locks the referring table, and scans it when no index helps. */
export function follow(context: Context, other: Relation, key: Constraint, mode: LockMode): void {
  lock(context.recorder, other, mode);
  lockAll(context.recorder, other.indexes, mode);
  const pinned = key.columns.map((column) => ({ ...ANY, column }));
  if (!seeksIndex(other, pinned, false)) scan(context.recorder, other);
}

/** Looks up new values of referencing columns in the referenced table. */
export function checkReferenced(
  { recorder }: Context,
  relation: Relation,
  columns: ReadonlySet<string> | null,
  { known, nulls }: NewRows = { known: [], nulls: new Set() },
): void {
  for (const key of foreignKeys(relation)) {
    if (!key.references || !key.enforced || key.deferred) continue;
    if (columns && !key.columns.some((column) => columns.has(column))) continue;
    // MATCH SIMPLE, the default: with one null among the columns nothing is looked up.
    if (key.columns.some((column) => nulls.has(column))) continue;
    const { relation: other, columns: wanted } = key.references;
    const rows = known.map((row) =>
      row.flatMap((condition) => {
        const column = wanted[key.columns.indexOf(condition.column)];
        return column === undefined ? [] : [{ ...condition, column }];
      }),
    );
    lockAll(
      recorder,
      [other, ...other.indexes, ...(other.partitioning ? leavesFor(other, rows) : [])],
      'RowShareLock',
    );
  }
}
