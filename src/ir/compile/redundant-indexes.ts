import { quoteIdentifier } from '../../sql/identifier.ts';
import type { IndexObject, SchemaObject } from '../schema.ts';

/**
 * Leaves out every plain index that repeats another index or key, or that is the beginning of a longer B-tree index
 * with the same properties. Such an index costs time at each write and serves no lookup better.
 *
 * @param keep Indexes that stay all the same.
 */
export function withoutRedundantIndexes(
  parts: readonly SchemaObject[],
  keep: ReadonlySet<SchemaObject>,
): SchemaObject[] {
  const kept: SchemaObject[] = [];
  const longestFirst = parts
    .filter((part) => part.kind === 'index')
    .toSorted((a, b) => Number(b.unique) - Number(a.unique) || b.keys.length - a.keys.length);
  const redundant = new Set<IndexObject>();
  for (const index of longestFirst) {
    const others = parts.filter((part) => part !== index && !(part.kind === 'index' && redundant.has(part)));
    if (!keep.has(index) && isRedundant(index, others)) redundant.add(index);
  }
  for (const part of parts) if (part.kind !== 'index' || !redundant.has(part)) kept.push(part);
  return kept;
}

/** Whether others, keys or indexes, serve every lookup of an index, which must be no unique one. */
export const isRedundant = (index: IndexObject, others: readonly SchemaObject[]): boolean =>
  !index.unique && others.some((other) => serves(other, index));

function serves(other: SchemaObject, index: IndexObject): boolean {
  if (other.kind === 'constraint') {
    const isKey = other.type === 'primary key' || other.type === 'unique';
    return (
      isKey &&
      index.method === 'btree' &&
      index.where === null &&
      index.include.length === 0 &&
      starts(other.columns.map(quoteIdentifier), index.keys)
    );
  }
  if (other.kind !== 'index' || other.method !== index.method || other.where !== index.where) return false;
  if (other.include.join() !== index.include.join()) return false;
  return index.method === 'btree' ? starts(other.keys, index.keys) : other.keys.join() === index.keys.join();
}

const starts = (keys: readonly string[], first: readonly string[]): boolean =>
  first.every((key, i) => keys[i] === key);
