import { ancestors, type Catalog, lookup, type Relation, rangeName } from '../../replay/catalog.ts';
import type { LockMode } from '../../sql/lock.ts';
import { as, type BySubcommand, type Fields, fieldNode } from '../../sql/node.ts';
import { clashes } from '../bound-overlap.ts';
import { type Command, type Context, relationOf } from '../context.ts';
import { lock } from '../effects.ts';
import { attach, attachIndex, detach, finalizeDetach } from '../partitions.ts';
import {
  INVALID_OBJECT_DEFINITION,
  isTableLike,
  TABLES,
  WITH_FOREIGN,
  WRONG_OBJECT_TYPE,
} from '../relation-kinds.ts';
import { PRESUMED, type Row, STRONG, UNCHECKED, WEAK } from './row.ts';

/** What a table is a part or a child of, and what type it has its columns from. */
export const PARTITIONS = {
  AT_AttachPartition: {
    of: ['partitioned table', 'index'],
    refusedKind: ({ kind }, major) => (major < 18 && kind === 'table' ? INVALID_OBJECT_DEFINITION : null),
    mode: WEAK,
    on: attachEither,
    change: 'attach partition',
    refused: attachRefused,
  },
  AT_DetachPartition: {
    of: ['partitioned table'],
    mode: ({ def }) => (as(def, 'PartitionCmd')?.['concurrent'] ? WEAK : STRONG),
    on: detach,
    change: 'detach partition',
    refused: detachRefused,
  },
  AT_DetachPartitionFinalize: { of: UNCHECKED, mode: WEAK, on: finalizeDetach, change: 'other' },
  AT_AddInherit: {
    of: WITH_FOREIGN,
    mode: STRONG,
    on: parent(WEAK),
    change: 'other',
    refused: inheritRefused,
  },
  AT_DropInherit: {
    of: WITH_FOREIGN,
    mode: STRONG,
    on: parent('AccessShareLock'),
    change: 'other',
    refused: partRefused,
  },
  AT_AddOf: { of: TABLES, mode: PRESUMED, change: 'other' },
  AT_DropOf: {
    of: TABLES,
    mode: PRESUMED,
    change: 'other',
    refused: (_, { ofType }) => (ofType ? null : WRONG_OBJECT_TYPE),
  },
} satisfies Partial<BySubcommand<Row>>;

function attachEither(context: Context, relation: Relation, command: Command): void {
  if (relation.kind === 'index') attachIndex(context, relation, command);
  else attach(context, relation, command);
}

function parent(mode: LockMode) {
  return (context: Context, _: Relation, command: Command): void => {
    const named = relationOf(context, rangeName(as(command['def'], 'RangeVar') ?? {}));
    if (named) lock(context.recorder, named, mode);
  };
}

function attachRefused(catalog: Catalog, whole: Relation, { def }: Fields<'AlterTableCmd'>): string | null {
  const partition = as(def, 'PartitionCmd') ?? {};
  const child = lookup(catalog, rangeName(fieldNode(partition['name'])));
  if (!child || child.assumed || !isTableLike(child)) return null;
  if (child.bound || child.parents.size > 0 || (child.children.size > 0 && !child.partitioning))
    return WRONG_OBJECT_TYPE;
  const isSame = [...whole.columns.keys()].every((name) => child.columns.has(name));
  if (!isSame || child.columns.size !== whole.columns.size) return '42804';
  return clashes(whole, fieldNode(partition['bound'])) ? INVALID_OBJECT_DEFINITION : null;
}

function detachRefused(catalog: Catalog, whole: Relation, { def }: Fields<'AlterTableCmd'>): string | null {
  const child = lookup(catalog, rangeName(fieldNode(as(def, 'PartitionCmd')?.['name'])));
  return child && !child.assumed && !whole.children.has(child) ? '42P01' : null;
}

function inheritRefused(catalog: Catalog, child: Relation, command: Fields<'AlterTableCmd'>): string | null {
  const above = knownParent(catalog, command);
  if (!above) return null;
  if (isPartitioning(child, above)) return WRONG_OBJECT_TYPE;
  if (child.parents.has(above) || child === above || ancestors(above).includes(child)) return '42P07';
  return [...above.columns.keys()].every((name) => child.columns.has(name)) ? null : '42804';
}

function partRefused(catalog: Catalog, child: Relation, command: Fields<'AlterTableCmd'>): string | null {
  const above = knownParent(catalog, command);
  if (!above) return null;
  if (isPartitioning(child, above)) return WRONG_OBJECT_TYPE;
  return child.parents.has(above) ? null : '42P01';
}

function knownParent(catalog: Catalog, { def }: Fields<'AlterTableCmd'>): Relation | null {
  const found = lookup(catalog, rangeName(as(def, 'RangeVar') ?? {}));
  return found?.assumed ? null : found;
}

const isPartitioning = (child: Relation, above: Relation): boolean =>
  Boolean(child.bound || child.partitioning || above.partitioning);
