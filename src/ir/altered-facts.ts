import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { SchemaObject } from './schema.ts';
import { factsOf } from './schema-of.ts';

/** The names of the facts in which two forms of one object differ, sorted: `type`, `notNull`, `comment`. */
export function alteredFacts(before: SchemaObject, after: SchemaObject): readonly string[] {
  const [old, now] = [factsOf(before), factsOf(after)] as Readonly<Record<string, Json>>[];
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  return [...names]
    .filter((name) => canonicalJson(old?.[name] ?? null) !== canonicalJson(now?.[name] ?? null))
    .toSorted();
}
