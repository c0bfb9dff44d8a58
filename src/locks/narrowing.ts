import type { TypeRef } from '../replay/catalog.ts';

// In each list, a later type holds every value of an earlier one.
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

/** Whether the new type of a column can't hold every value of the old one. */
export function narrows(from: TypeRef, to: TypeRef): boolean {
  if (from.array !== to.array) return false;
  if (TEXTS.includes(from.name) && TEXTS.includes(to.name)) return limitOf(to) < limitOf(from);
  if (from.name === 'numeric' && to.name === 'numeric') return fewerDigits(from, to);
  if (from.name === to.name) return limitOf(to) < limitOf(from);
  return ROWS.some((row) => row.includes(to.name) && row.indexOf(from.name) > row.indexOf(to.name));
}

// `char` without a length is `char(1)`.
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
  // numeric without a precision: more digits before and after the point than anybody declares.
  return precision === undefined ? [3000, 1000] : [Number(precision), Number(scale)];
}
