import { withInvalidIndexes } from '../ir/elaborate.ts';
import { introspect } from '../ir/introspect/introspect.ts';
import type { ObjectId, Schema } from '../ir/schema.ts';
import type { Session } from '../world/engine.ts';

/** How the schema is read while a plan runs. */
export interface Reading {
  readonly read: () => Promise<Schema>;
}

/** Ids of what a database has that a schema lacks. Only triggers and rules make objects while rows are inserted. */
export async function newIn(session: Session, schema: Schema): Promise<ReadonlySet<ObjectId>> {
  const acts = schema.objects.some(
    (o) => o.kind === 'carried' && (o.what === 'trigger' || o.what === 'rule'),
  );
  if (!acts) return new Set();
  const known = new Set(schema.objects.map(({ id }) => id));
  return new Set((await introspect(session)).objects.flatMap(({ id }) => (known.has(id) ? [] : [id])));
}

const without = ({ objects }: Schema, ids: ReadonlySet<ObjectId>): Schema => ({
  objects: ids.size === 0 ? objects : objects.filter(({ id }) => !ids.has(id)),
});

/**
 * The schema without what rows made. An index that is invalid in the baseline can't be made so on purpose: it counts as it
 * is there.
 */
export const readWithout = async (
  ids: ReadonlySet<ObjectId>,
  session: Session,
  baseline: Schema,
): Promise<Schema> => withInvalidIndexes(without(await introspect(session), ids), baseline);
