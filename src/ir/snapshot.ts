import type { Schema, SchemaObject } from './schema.ts';
import { schemaDigest, schemaOf } from './schema-of.ts';

export interface Snapshot {
  readonly schema: Schema;
  readonly fromCatalog: boolean;
}

/** Reads `ir.json` back, or says in a sentence why it is none: the digest in it must be that of its objects. */
export function readIr(text: string): Snapshot | string {
  let value: { digest?: unknown; objects?: unknown; fromCatalog?: unknown };
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON (${(error as Error).message})`;
  }
  if (typeof value !== 'object' || value === null || !Array.isArray(value.objects))
    return 'no snapshot: "objects" is missing';
  if (!value.objects.every(isObject)) return 'no snapshot: an object has no kind or id';
  const schema = schemaOf(value.objects.map(restored));
  if (value.digest !== schemaDigest(schema))
    return 'its digest is not that of its objects: the file was changed by hand';
  return { schema, fromCatalog: value.fromCatalog === true };
}

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;

// Places in the source are not kept in a snapshot.
function restored(object: SchemaObject): SchemaObject {
  const { declared } = object;
  return declared
    ? { ...object, declared: { ...declared, origin: { source: 'ir.json', start: 0, end: 0 } } }
    : object;
}
