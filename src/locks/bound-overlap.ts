import type { Relation } from '../replay/catalog.ts';
import { constantOf } from '../replay/conditions.ts';
import { as, type Fields, listOf, namesOf } from '../sql/node.ts';

/** Whether a new partition's bound is sure to overlap that of an existing partition (42P17). */
export function clashes(parent: Relation, bound: Fields<'PartitionBoundSpec'>): boolean {
  const others = [...parent.children].flatMap((child) => (child.bound ? [child.bound] : []));
  if (bound['is_default']) return others.some((other) => other['is_default']);
  const bounded = others.filter((other) => other['strategy'] === bound['strategy']);
  if (bound['strategy'] === 'h') return bounded.some((other) => breaksModuli(other, bound));
  if (bound['strategy'] === 'l') return bounded.some((other) => sharesValue(other, bound));
  const types = (parent.partitioning?.keys ?? []).map(
    (key) => parent.columns.get(key ?? '')?.type.name ?? '',
  );
  return bounded.some((other) => sharesRange(types, other, bound));
}

// Whether two hash partitions clash: each modulus must be a factor of the next larger one, and then the remainders
// are compared by the smaller modulus. check_new_partition_bound() of partbounds.c
function breaksModuli(a: Fields<'PartitionBoundSpec'>, b: Fields<'PartitionBoundSpec'>): boolean {
  const [x, y] = [Number(a['modulus']), Number(b['modulus'])];
  const [less, more] = [Math.min(x, y), Math.max(x, y)];
  const apart = Number(a['remainder'] ?? 0) - Number(b['remainder'] ?? 0);
  return more % less !== 0 || apart % less === 0;
}

function sharesValue(a: Fields<'PartitionBoundSpec'>, b: Fields<'PartitionBoundSpec'>): boolean {
  const values = new Set(listOf(a['listdatums']).map(constantOf));
  return listOf(b['listdatums']).some((datum) => {
    const value = constantOf(datum);
    return value !== null && values.has(value);
  });
}

// Only for a single key: with several, each key matters only when those before it are equal.
function sharesRange(
  types: readonly string[],
  a: Fields<'PartitionBoundSpec'>,
  b: Fields<'PartitionBoundSpec'>,
): boolean {
  const order = ORDERS.find(({ type }) => type.test(types[0] ?? ''));
  if (types.length !== 1 || !order) return false;
  const [lowA, highA, lowB, highB] = [edge(a, 'lower'), edge(a, 'upper'), edge(b, 'lower'), edge(b, 'upper')];
  return isBelow(order, lowA, highB) && isBelow(order, lowB, highA);
}

interface Order {
  readonly type: RegExp;
  /** Matches texts that `below` compares as PostgreSQL does. */
  readonly plain: RegExp;
  readonly below: (a: string, b: string) => boolean;
}

const ORDERS: readonly Order[] = [
  { type: /^int[248]$/, plain: /^-?\d{1,18}$/, below: (a, b) => BigInt(a) < BigInt(b) },
  { type: /^(?:date|timestamp|timestamptz)$/, plain: /^\d{4}-\d\d-\d\d$/, below: (a, b) => a < b },
];

function isBelow({ plain, below }: Order, low: string | null, high: string | null): boolean {
  if (low === null || high === null) return false;
  if (low === 'minvalue' || high === 'maxvalue') return true;
  return plain.test(low) && plain.test(high) && below(low, high);
}

function edge(bound: Fields<'PartitionBoundSpec'>, side: 'lower' | 'upper'): string | null {
  const [datum] = listOf(bound[`${side}datums`]);
  const word = namesOf(as(datum, 'ColumnRef')?.['fields'])[0];
  return word === 'minvalue' || word === 'maxvalue' ? word : constantOf(datum);
}
