import { quoteQualified } from '../sql/identifier.ts';
import type { ObjectId, ObjectKind } from './schema.ts';

// A name with a dot or a quote is quoted as in SQL, so that two objects never have the same id.
const part = (name: string): string => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** The names in an id: `objectId` the other way round. */
export function namesIn(id: ObjectId): readonly string[] {
  const names = id.slice(id.indexOf(':') + 1).match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}

/** `objectId('column', 'public', 'invoice', 'total')` is `column:public.invoice.total`. */
export const objectId = (kind: ObjectKind, ...names: readonly string[]): ObjectId =>
  `${kind}:${names.map(part).join('.')}`;

/** Of a carried object that goes by a qualified name: `carried:view public.v`. */
export const carriedId = (what: string, schema: string, name: string): ObjectId =>
  `carried:${what} ${quoteQualified(schema, name)}`;
