import type { TypeRef } from '../replay/catalog.ts';

// Of two types in a row the later holds every value of the earlier.
const ROWS: readonly (readonly string[])[] = [
  ['int2', 'int4', 'int8', 'numeric'],
  ['float4', 'float8'],
  ['int2', 'int4', 'float8'],
  ['date', 'timestamp'],
  ['date', 'timestamptz'],
  ['time', 'timestamp'],
  ['time', 'timestamptz'],
  ['int8', 'float8'],
  ['json', 'text'],
];
const TEXTS = ['text', 'varchar', 'bpchar'];

/** Whether a column of the new type cannot hold every value that the old one could. */
export function narrows(from: TypeRef, to: TypeRef): boolean {
  if (from.array !== to.array) return false;
  if (TEXTS.includes(from.name) && TEXTS.includes(to.name)) return limitOf(to) < limitOf(from);
  if (from.name === 'numeric' && to.name === 'numeric') return fewerDigits(from, to);
  if (from.name === to.name) return limitOf(to) < limitOf(from);
  return ROWS.some((row) => row.includes(to.name) && row.indexOf(from.name) > row.indexOf(to.name));
}

// Without a length `char` is `char(1)`.
function limitOf({ name, modifiers }: TypeRef): number {
  const [limit] = modifiers;
  if (limit !== undefined) return Number(limit);
  return name === 'bpchar' ? 1 : Number.POSITIVE_INFINITY;
}

function fewerDigits(from: TypeRef, to: TypeRef): boolean {
  const [precision, scale] = digitsOf(from);
  const [newPrecision, newScale] = digitsOf(to);
  return newScale < scale || newPrecision - newScale < precision - scale;
}

function digitsOf({ modifiers }: TypeRef): readonly [number, number] {
  const [precision, scale = '0'] = modifiers;
  // As many digits as anybody writes on both sides of the point.
  return precision === undefined ? [3000, 1000] : [Number(precision), Number(scale)];
}
