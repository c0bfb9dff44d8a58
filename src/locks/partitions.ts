import {
  ancestors,
  type Constraint,
  defaultPartition,
  family,
  foreignKeys,
  keyOf,
  type Relation,
  rangeName,
  rootsOf,
} from '../replay/catalog.ts';
import { as, type Fields, fieldNode } from '../sql/node.ts';
import { clashes } from './bound-overlap.ts';
import { excludesBound, fitsBound } from './constraint-proof.ts';
import { type Command, type Context, depends, relationOf } from './context.ts';
import { fail, joinRows, lock, lockAll, type Recorder, scan } from './effects.ts';

const STRONG = 'AccessExclusiveLock';

/** ALTER TABLE … ATTACH PARTITION: reads the new partition, unless its checks prove that its rows fit the bound. */
export function attach(context: Context, parent: Relation, command: Command): void {
  const { recorder } = context;
  const part = as(command['def'], 'PartitionCmd') ?? {};
  const child = relationOf(context, rangeName(fieldNode(part['name'])));
  if (!child) return;
  const bound = fieldNode(part['bound']);
  lockAll(recorder, family(child), STRONG);
  lockAll(recorder, ancestors(parent), 'AccessShareLock');
  const keys = parent.partitioning?.keys ?? [];
  if (bound['is_default'] ? parent.children.size > 0 || parent.assumed : !fitsBound(child, keys, bound))
    scanLeaves(context, child);
  joinsDefault(context, parent, bound);
  inheritKeys(context, parent, child);
  inheritIndexes(context, parent, child);
  if (parent.assumed)
    depends(context, `whether ${keyOf(parent)} has a default partition, which would be locked and read`);
}

function scanLeaves({ recorder }: Context, relation: Relation): void {
  for (const member of family(relation)) scan(recorder, member);
}

// PostgreSQL checks that the default partition holds no rows for the new bound.
function joinsDefault(context: Context, parent: Relation, bound: Fields<'PartitionBoundSpec'>): void {
  const fallback = defaultPartition(parent);
  if (!fallback || bound['is_default']) return;
  lockAll(context.recorder, family(fallback), STRONG);
  if (!excludesBound(fallback, parent.partitioning?.keys ?? [], bound)) scanLeaves(context, fallback);
}

/** Foreign keys that a partition gets from its parent, and foreign keys of other tables that refer to the parent. */
function inheritKeys({ recorder, major }: Context, parent: Relation, child: Relation | null): void {
  for (const key of foreignKeys(parent))
    if (key.references) inheritKey(recorder, key, key.references.relation, child);
  const mode = major < 15 ? 'AccessShareLock' : 'ShareRowExclusiveLock';
  lockAll(recorder, referencing(parent), mode);
}

// If the partition already has the same foreign key, that one is used: its own triggers are removed, and its rows
// need not be checked.
function inheritKey(recorder: Recorder, key: Constraint, referenced: Relation, child: Relation | null): void {
  const own = child && foreignKeys(child).find((other) => isSameKey(other, key));
  lock(recorder, referenced, own ? STRONG : 'ShareRowExclusiveLock');
  if (child && !own && key.enforced) joinRows(recorder, [child, referenced]);
}

const isSameKey = (a: Constraint, b: Constraint): boolean =>
  a.references?.relation === b.references?.relation && a.columns.join() === b.columns.join();

// For each of the parent's indexes: a matching index of the partition is attached; if there is none, it is built.
function inheritIndexes({ recorder }: Context, parent: Relation, child: Relation): void {
  for (const index of parent.indexes) {
    lock(recorder, index, 'ShareUpdateExclusiveLock');
    const match = [...child.indexes].find(
      ({ index: own }) =>
        own?.columns.join() === index.index?.columns.join() && own?.unique === index.index?.unique,
    );
    if (!match) scan(recorder, child);
  }
}

/** ALTER TABLE … DETACH PARTITION. */
export function detach(context: Context, parent: Relation, command: Command): void {
  const { recorder } = context;
  const part = as(command['def'], 'PartitionCmd') ?? {};
  const child = relationOf(context, rangeName(fieldNode(part['name'])));
  if (!child) return;
  const fallback = defaultPartition(parent);
  if (part['concurrent']) {
    recorder.transactional = false;
    if (fallback) {
      fail(recorder, '55000');
      return;
    }
    recorder.waitsFor = `every transaction that has used ${keyOf(parent)}, readers included`;
    lock(recorder, child, STRONG);
    return;
  }
  lockAll(recorder, family(child), STRONG);
  if (fallback) lockAll(recorder, family(fallback), STRONG);
  for (const { references } of foreignKeys(parent))
    if (references) lock(recorder, references.relation, 'ShareRowExclusiveLock');
  const others = referencing(parent);
  if (others.length === 0) return;
  lockAll(recorder, [...others, ...child.indexes], STRONG);
  lockAll(recorder, ancestors(parent), 'AccessShareLock');
  for (const other of others) {
    scan(recorder, other);
    depends(
      context,
      `whether rows of ${keyOf(other)} refer to rows of ${keyOf(child)}: then it fails with 23503`,
    );
  }
  scanLeaves(context, child);
}

/** ALTER TABLE … DETACH PARTITION … FINALIZE. */
export function finalizeDetach(context: Context, parent: Relation): void {
  depends(
    context,
    `whether a DETACH PARTITION CONCURRENTLY of ${keyOf(parent)} was interrupted: without one it fails with 55000`,
  );
}

// Tables that refer to a partitioned table. They refer to partitions of its partitions too.
const referencing = (parent: Relation): readonly Relation[] =>
  rootsOf(parent).flatMap((root) => [...root.referencedBy].filter((other) => other !== root));

/** ALTER INDEX … ATTACH PARTITION. */
export function attachIndex(context: Context, parent: Relation, command: Command): void {
  const { recorder } = context;
  const part = as(command['def'], 'PartitionCmd') ?? {};
  const child = relationOf(context, rangeName(fieldNode(part['name'])), 'index');
  if (!child) return;
  lock(recorder, child, STRONG);
  for (const index of [parent, child]) if (index.index) lock(recorder, index.index.table, 'AccessShareLock');
}

/**
 * CREATE TABLE … PARTITION OF: the parent, its default partition, and the tables on both sides of its foreign keys.
 */
export function createPartition(
  context: Context,
  parent: Relation,
  bound: Fields<'PartitionBoundSpec'>,
): void {
  const { recorder } = context;
  lock(recorder, parent, STRONG);
  if (clashes(parent, bound)) fail(recorder, '42P17');
  joinsDefault(context, parent, bound);
  inheritKeys(context, parent, null);
  lockAll(recorder, parent.indexes, 'ShareUpdateExclusiveLock');
  if (parent.assumed) depends(context, `whether ${keyOf(parent)} has a default partition or foreign keys`);
}
