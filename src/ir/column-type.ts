import type { ColumnObject } from './schema.ts';

/** A column's type taken apart: `numeric(12,2)[]` is `numeric`, `[12, 2]`, one array dimension. */
export interface ColumnType {
  /**
   * The name without modifiers and brackets, as `format_type` prints it: `timestamp with time zone`, `public.status`.
   */
  readonly name: string;
  /** The numbers in parentheses: a length, or precision and scale. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
}

const SHAPE =
  /^(?<head>.*?)(?:\((?<modifiers>[\d,\s-]+)\))?(?<zone> with(?:out)? time zone)?(?<array>(?:\[\d*\])*)$/s;

// A schema has thousands of columns and a few dozen types.
const KNOWN = new Map<string, ColumnType>();

/**
 * Takes a type apart that `format_type` printed. `with time zone` stays part of the name; the precision of a time
 * does not.
 */
export function parseColumnType(text: string): ColumnType {
  const known = KNOWN.get(text) ?? takenApart(text);
  KNOWN.set(text, known);
  return known;
}

function takenApart(text: string): ColumnType {
  const groups = SHAPE.exec(text)?.groups ?? {};
  return {
    name: `${groups['head'] ?? text}${groups['zone'] ?? ''}`,
    modifiers: (groups['modifiers'] ?? '').split(',').filter(Boolean).map(Number),
    array: (groups['array'] ?? '') !== '',
  };
}

/**
 * Families of types whose values are written alike. `other`: a type for which no generator and no validator exists
 * here.
 */
export type TypeFamily =
  | 'boolean'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'float'
  | 'numeric'
  | 'text'
  | 'char'
  | 'uuid'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'interval'
  | 'json'
  | 'bytes'
  | 'network'
  | 'enum'
  | 'other';

const FAMILIES: ReadonlyMap<string, TypeFamily> = new Map([
  ['boolean', 'boolean'],
  ['smallint', 'int2'],
  ['integer', 'int4'],
  ['bigint', 'int8'],
  ['real', 'float'],
  ['double precision', 'float'],
  ['numeric', 'numeric'],
  ['text', 'text'],
  ['character varying', 'text'],
  ['citext', 'text'],
  ['character', 'char'],
  ['uuid', 'uuid'],
  ['date', 'date'],
  ['time without time zone', 'time'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamp'],
  ['interval', 'interval'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['bytea', 'bytes'],
  ['inet', 'network'],
  ['cidr', 'network'],
]);

/** The family of a column's type; for an array, that of its elements. */
export function familyOf(column: ColumnObject): TypeFamily {
  if (column.enumType !== null) return 'enum';
  const { name } = parseColumnType(column.type);
  // An extension may lie in any schema.
  return FAMILIES.get(name) ?? (name.endsWith('.citext') ? 'text' : 'other');
}
