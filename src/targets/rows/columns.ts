import { familyOf, parseColumnType, type TypeFamily } from '../../ir/column-type.ts';
import type { ColumnObject } from '../../ir/schema.ts';
import type { TypeNames } from './names.ts';

/**
 * What the default parsers of the drivers give for each family. The head of both generated files says where drivers
 * differ.
 */
const TYPES: Readonly<Record<Exclude<TypeFamily, 'enum'>, string>> = {
  boolean: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'string',
  float: 'number',
  numeric: 'string',
  text: 'string',
  char: 'string',
  uuid: 'string',
  date: 'Date',
  time: 'string',
  timestamp: 'Date',
  interval: 'string',
  json: 'Json',
  bytes: 'Uint8Array',
  network: 'string',
  other: 'unknown',
};

/** The TypeScript type of a column's value, with `null` if the column may hold NULL. */
export function typescriptType(column: ColumnObject, names: TypeNames): string {
  const family = familyOf(column);
  const item = family === 'enum' ? (names.enum.get(column.enumType ?? 'enum:') ?? 'string') : TYPES[family];
  const type = parseColumnType(column.type).array ? `readonly ${item}[]` : item;
  // JSON values include `null` already.
  return column.notNull || type === 'unknown' || type === 'Json' ? type : `${type} | null`;
}

/**
 * The type of a value for INSERT. A driver sends `null` as SQL NULL, never as JSON's null. So a required JSON column
 * may return `null`, but `null` can't be inserted into it.
 */
export const insertType = (column: ColumnObject, names: TypeNames): string =>
  isRequiredJson(column) ? 'Exclude<Json, null>' : typescriptType(column, names);

export const isRequiredJson = (column: ColumnObject): boolean =>
  column.notNull && familyOf(column) === 'json' && !parseColumnType(column.type).array;

/** Whether an INSERT may name the column at all. */
export const isInsertable = (column: ColumnObject): boolean =>
  column.generated === null && column.identity !== 'always';

/** Whether an INSERT may leave the column out. */
export const isOptionalOnInsert = (column: ColumnObject): boolean =>
  !column.notNull || column.default !== null || column.identity !== null;

/** The text at the head of both generated files. */
export const CONVENTIONS = [
  'Rows as node-postgres and PGlite return them with their default parsers:',
  '  timestamptz, timestamp, date -> Date · numeric -> string · json, jsonb -> parsed · bytea -> Uint8Array',
  '  int2, int4, float4, float8 -> number · uuid, time, inet, text, enums -> string',
  'Where the two differ, these files want a string:',
  '  int8      PGlite: `parsers: { 20: String }`',
  '  interval  node-postgres: `types.setTypeParser(1186, String)`',
  '  numeric[] node-postgres: `types.setTypeParser(1231, …)`, since its default loses digits',
  'Arrays of enums need their type registered: PGlite `refreshArrayTypes()`, node-postgres a parser for its OID.',
  'Elements of arrays are taken to be neither NULL nor arrays, which PostgreSQL does not check.',
] as const;
