import type { ColumnObject } from '../ir/schema.ts';
import { quoteLiteral } from '../sql/identifier.ts';

/** A default as a literal of GraphQL, where that gives the same SQL again; `null` where it would not. */
export function literalOf(column: ColumnObject, values: ReadonlyMap<string, string> | null): string | null {
  const { type, default: sql } = column;
  if (sql === null) return null;
  if (values) return enumValue(column, values);
  if (type === 'boolean') return /^(?:true|false)$/.test(sql) ? sql : null;
  // Of a negative number PostgreSQL makes a text with a cast.
  if (/^(?:smallint|integer|bigint)$/.test(type)) return /^(?:0|[1-9]\d{0,8})$/.test(sql) ? sql : null;
  if (/^(?:numeric(?:\(.*\))?|real|double precision)$/.test(type))
    return /^(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(sql) ? sql : null;
  if (type === 'jsonb') return /^'(\{\}|\[\])'::jsonb$/.exec(sql)?.[1] ?? null;
  return null;
}

function enumValue({ type, default: sql }: ColumnObject, values: ReadonlyMap<string, string>): string | null {
  for (const [label, name] of values) if (sql === `${quoteLiteral(label)}::${type}`) return name;
  return null;
}
