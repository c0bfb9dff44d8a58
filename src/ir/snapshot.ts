import type { Schema, SchemaObject } from './schema.ts';
import { schemaDigest, schemaOf } from './schema-of.ts';
import { snapshotSchema } from './snapshot-schema.ts';

export interface Snapshot {
  readonly schema: Schema;
  readonly fromCatalog: boolean;
}

/** Reads `ir.json` back, or says in a sentence why it can't be read. The digest in it must be that of its objects. */
export function readIr(text: string): Snapshot | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON (${(error as Error).message})`;
  }
  const parsed = snapshotSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `no snapshot: ${issue?.path.join('.') || 'the whole of it'}: ${issue?.message}`;
  }
  const { digest, fromCatalog, objects } = parsed.data;
  const loose = looseEnd(objects);
  if (loose !== null) return `no snapshot: ${loose}`;
  const schema = schemaOf(objects);
  return digest === schemaDigest(schema)
    ? { schema, fromCatalog }
    : 'its digest is not that of its objects: the file was changed by hand';
}

/**
 * What makes a list of objects no schema: an object that is there twice, or one whose table is missing. The table that a
 * foreign key references or a policy stands on may be missing: it can be somebody else's.
 */
function looseEnd(objects: readonly SchemaObject[]): string | null {
  const ids = new Set(objects.map(({ id }) => id));
  if (ids.size < objects.length) return 'an object stands there twice';
  const loose = objects.find(
    (object) => 'table' in object && object.kind !== 'policy' && !ids.has(object.table),
  );
  return loose && 'table' in loose
    ? `${loose.id} needs ${loose.table}, which is not among its objects`
    : null;
}
