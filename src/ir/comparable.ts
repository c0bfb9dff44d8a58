import type { Session } from '../world/engine.ts';
import { aroundTables } from './around-tables.ts';
import { elaborate, SchemaRefused } from './elaborate.ts';
import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { sameFacts } from './schema-of.ts';

/**
 * Two schemas in the words of one server, as far as they need it: equal texts mean the same on any server, so only tables
 * whose parts differ are created in a scratch database and read back.
 *
 * @param scratch Opens the scratch database; not called when every text is equal.
 * @throws {SchemaRefused} when PostgreSQL refuses an object of either.
 */
export async function comparable(
  a: Schema,
  b: Schema,
  scratch: () => Promise<Session>,
): Promise<readonly [Schema, Schema]> {
  const tables = tablesInDoubt(a, b);
  if (tables.size === 0) return [a, b];
  const session = await scratch();
  return [await printed(a, tables, session), await printed(b, tables, session)];
}

/** Tables with a part that both schemas have in different words. */
function tablesInDoubt(a: Schema, b: Schema): ReadonlySet<ObjectId> {
  const others = new Map(b.objects.map((object) => [object.id, object]));
  return new Set(
    a.objects.flatMap((object) => {
      const other = others.get(object.id);
      return 'table' in object && other && !sameFacts(object, other) ? [object.table] : [];
    }),
  );
}

async function printed(schema: Schema, tables: ReadonlySet<ObjectId>, session: Session): Promise<Schema> {
  const made = await elaborate(aroundTables(schema, tables), session).catch((error: unknown) => {
    // The part may lack what only the whole has: a view in a policy, for one.
    if (error instanceof SchemaRefused) return elaborate(schema, session);
    throw error;
  });
  const isInDoubt = (object: SchemaObject): boolean => 'table' in object && tables.has(object.table);
  const anew = new Map(made.objects.filter(isInDoubt).map((object) => [object.id, object]));
  return { objects: schema.objects.map((object) => anew.get(object.id) ?? object) };
}
