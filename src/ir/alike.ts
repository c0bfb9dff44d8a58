import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { ColumnObject, ObjectId, Schema, SchemaObject } from './schema.ts';
import { factsOf } from './schema-of.ts';

/** A part of a table: a column, a constraint, an index, a policy. */
export type Part = Extract<SchemaObject, { readonly table: ObjectId }>;

/** The columns of each table. */
type Columns = ReadonlyMap<ObjectId, readonly ColumnObject[]>;

export const columnsOf = ({ objects }: Schema): Columns =>
  Map.groupBy(
    objects.filter((object) => object.kind === 'column'),
    ({ table }) => table,
  );

const WORD = /[\p{L}\p{N}_$]+/gu;
const IS_WORD = /^[\p{L}\p{N}_$]+$/u;
// U&"…" may spell any name in another way.
const HAS_ESCAPES = /u&["']/i;

/**
 * A text that two parts of different tables share only when PostgreSQL prints both alike: it prints an expression by its
 * words, by the columns of the table that they name, and by what is the same for all tables of the schema.
 */
export function likenessOf(part: Part, columns: Columns): string {
  const {
    id: _id,
    table: _table,
    name: _name,
    schema: _schema,
    ...facts
  } = factsOf(part) as Record<string, Json>;
  const text = leavesOf(facts).join(' ');
  return canonicalJson([facts, contextOf(text, part.table, columns.get(part.table) ?? [])]);
}

function contextOf(text: string, table: ObjectId, columns: readonly ColumnObject[]): Json {
  // A name without quotes may be written in any case.
  const words = new Set([...(text.match(WORD) ?? []), ...(text.toLowerCase().match(WORD) ?? [])]);
  const [tableName = ''] = /[^.]*$/.exec(table) ?? [];
  const isNamed = HAS_ESCAPES.test(text) || !IS_WORD.test(tableName) || words.has(tableName);
  const isPlain = columns.every(({ name }) => IS_WORD.test(name));
  const named = columns.filter(({ name }) => !isPlain || words.has(name));
  return [
    isNamed ? table : null,
    ...named.map(({ name, type, collation, collationSchema }) => [
      name,
      type,
      collation,
      collationSchema ?? null,
    ]),
  ];
}

/** All texts in a value. */
function leavesOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((member) => leavesOf(member as Json));
}
