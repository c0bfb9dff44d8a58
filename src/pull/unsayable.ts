import type { ObjectId, PolicyObject, Schema, SchemaObject, TableObject } from '../ir/schema.ts';

/** Why an object is left out. */
export interface Reason {
  readonly reason: string;
  /** What it is left out with: its table, or what its table needs; `null` where it is the cause itself. */
  readonly with: ObjectId | null;
}

export type Reasons = ReadonlyMap<ObjectId, Reason>;

export const ownReason = (reason: string): Reason => ({ reason, with: null });

/** Objects for which the language has no words at all, and why. */
export function wontSay(schema: Schema): Reasons {
  const withColumns = new Set(
    schema.objects.flatMap((object) => (object.kind === 'column' ? [object.table] : [])),
  );
  const parents = new Set(
    schema.objects.flatMap((o) => (o.kind === 'table' ? (o.carried?.inherits ?? []) : [])),
  );
  return new Map(
    schema.objects.flatMap((object) => {
      // A change of its columns would be one of all its children.
      const reason = parents.has(object.id) ? 'other tables inherit from it' : reasonFor(object, withColumns);
      return reason === null ? [] : [[object.id, ownReason(reason)]];
    }),
  );
}

function reasonFor(object: SchemaObject, withColumns: ReadonlySet<ObjectId>): string | null {
  switch (object.kind) {
    case 'table':
      return withColumns.has(object.id) ? tableReason(object) : 'GraphQL has no type without fields';
    case 'enum':
      return object.values.length > 0 ? null : 'GraphQL has no enum without values';
    case 'constraint':
      return object.type === 'other'
        ? `no directive says ${object.definition.split(' ')[0]} in this form`
        : null;
    case 'index':
      return object.valid ? null : 'the index is invalid, left behind by a build that failed';
    case 'policy':
      return policyReason(object);
    default:
      return null;
  }
}

// All else that is carried of a table can be told to it once it is made.
function tableReason({ carried }: TableObject): string | null {
  if (carried?.partitionKey !== undefined) return `it is partitioned by ${carried.partitionKey}`;
  if (carried?.partitionOf !== undefined) return `it is a partition of ${carried.partitionOf.table}`;
  if (carried?.inherits !== undefined) return `it inherits from ${carried.inherits.join(', ')}`;
  return carried?.ofType === undefined ? null : `it is a table OF ${carried.ofType}`;
}

function policyReason({ using, check, roles }: PolicyObject): string | null {
  if (using === null && check === null) return 'a policy without USING and WITH CHECK';
  return roles.some((role) => role.toLowerCase() === 'public') ? 'a role is called public' : null;
}

/**
 * Adds what goes with these: a table goes with any of its columns, and with it all of its parts and the sequences of
 * its columns; columns go with their enum.
 */
export function withWhole(schema: Schema, found: Reasons): Reasons {
  const tables = found.size === 0 ? found : tablesWithout(schema, found);
  if (tables.size === 0) return found;
  const parts = new Map(
    schema.objects.flatMap((object) => {
      const reason = tables.get('table' in object ? object.table : object.id);
      return reason === undefined ? [] : [[object.id, reason]];
    }),
  );
  const sequences = schema.objects.flatMap((object) =>
    object.kind === 'sequence' && object.ownedBy !== null && parts.has(object.ownedBy)
      ? [[object.id, belonging(object.ownedBy)] as const]
      : [],
  );
  return new Map([...parts, ...sequences, ...found]);
}

const belonging = (to: ObjectId): Reason => ({ reason: `it belongs to ${to}`, with: to });

/** Tables that can't be said without one of these, and why. */
function tablesWithout({ objects }: Schema, found: Reasons): Reasons {
  const tables = new Map<ObjectId, Reason>();
  for (const object of objects) {
    if (object.kind === 'table' && found.has(object.id)) tables.set(object.id, belonging(object.id));
    if (object.kind !== 'column') continue;
    const missing = [object.id, object.enumType].find((id) => id !== null && found.has(id));
    if (missing) tables.set(object.table, { reason: `it needs ${missing}`, with: missing });
  }
  return tables;
}
