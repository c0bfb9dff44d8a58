import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { isRight } from './carried/rights.ts';
import type { Schema, SchemaObject } from './schema.ts';

/** A Schema of these objects, sorted by id. */
export const schemaOf = (objects: readonly SchemaObject[]): Schema => ({
  objects: objects.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
});

/**
 * The meaning of an object in the database: everything except what its author said about it and where it was written.
 */
export function factsOf(object: SchemaObject): Json {
  const { declared: _declared, ...facts } = object;
  if (facts.kind === 'carried') {
    const { needs: _needs, roles: _roles, standIn: _standIn, ...carried } = facts;
    return carried as unknown as Json;
  }
  if (facts.kind !== 'column') return facts as unknown as Json;
  const { position: _position, backfill: _backfill, ...column } = facts;
  return column as unknown as Json;
}

/** What is no fact of an object of a kind. */
const NO_FACTS: Readonly<Partial<Record<SchemaObject['kind'], ReadonlySet<string>>>> = {
  carried: new Set(['declared', 'needs', 'roles']),
  column: new Set(['declared', 'position', 'backfill']),
};
const DECLARED: ReadonlySet<string> = new Set(['declared']);
const NONE: ReadonlySet<string> = new Set();

/** Whether `factsText` of both is the same, without making the texts. */
export const sameFacts = (a: SchemaObject, b: SchemaObject): boolean =>
  a === b || (a.kind === b.kind && sameMembers(a, b, NO_FACTS[a.kind] ?? DECLARED));

function sameMembers(a: object, b: object, skipped: ReadonlySet<string>): boolean {
  const [of, other] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  let more = 0;
  for (const key in of) {
    if (skipped.has(key)) continue;
    more++;
    if (!isSame(of[key], other?.[key])) return false;
  }
  for (const key in other) if (!skipped.has(key)) more--;
  return more === 0;
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return Array.isArray(a) === Array.isArray(b) && sameMembers(a, b, NONE);
}

/** An object without what the SDL can't say of it. */
export function withoutCarriedFacts(object: SchemaObject): SchemaObject {
  if (!('carried' in object)) return object;
  const { carried: _, ...rest } = object;
  return rest;
}

// Texts by object. An object never changes, and a plan and its proof ask for the same texts several times.
const TEXTS = new WeakMap<SchemaObject, string>();

/** `factsOf` as canonical JSON: equal texts are equal facts. */
export function factsText(object: SchemaObject): string {
  const known = TEXTS.get(object);
  if (known !== undefined) return known;
  const text = canonicalJson(factsOf(object));
  TEXTS.set(object, text);
  return text;
}

/** The digest of a schema. The order of columns or of files does not change it. */
export const schemaDigest = (schema: Schema): Digest =>
  sha256(
    schema.objects
      .filter((object) => !isRight(object))
      .map(factsText)
      .join('\n'),
  );
