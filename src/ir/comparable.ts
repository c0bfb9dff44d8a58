import type { Session } from '../world/engine.ts';
import { aroundTables } from './around-tables.ts';
import { elaborate, SchemaRefused } from './elaborate.ts';
import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { sameFacts } from './schema-of.ts';
import { cutTo } from './scope.ts';

/**
 * Two schemas in the words of one server, as far as they need it: equal texts mean the same on any server, so only tables
 * whose parts differ are created in a scratch database and read back.
 *
 * Where an object is the same in both, it is one object, as the first declares it.
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
  if (tables.size === 0) return [a, sharing(b, a)];
  const session = await scratch();
  const [one, other] = [await printed(a, tables, session), await printed(b, tables, session)];
  return [one, sharing(other, one)];
}

/** A schema with the very objects of another where they are the same: then nobody compares them again. */
function sharing(schema: Schema, other: Schema): Schema {
  const there = new Map(other.objects.map((object) => [object.id, object]));
  return {
    objects: schema.objects.map((object) => {
      const same = there.get(object.id);
      return same && sameFacts(object, same) ? same : object;
    }),
  };
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

// One transaction makes them all, and the engine has room for the locks of only so many.
const BATCH = 100;

async function printed(schema: Schema, tables: ReadonlySet<ObjectId>, session: Session): Promise<Schema> {
  const anew = new Map<ObjectId, SchemaObject>();
  const sorted = [...tables].toSorted();
  for (let first = 0; first < sorted.length; first += BATCH) {
    const batch = new Set(sorted.slice(first, first + BATCH));
    for (const object of (await elaborated(schema, batch, session)).objects)
      if ('table' in object && batch.has(object.table)) anew.set(object.id, object);
  }
  return { objects: schema.objects.map((object) => anew.get(object.id) ?? object) };
}

/** Some tables of a schema in the words of the server. A part may lack what only more of it has: a view in a policy, for one. */
async function elaborated(schema: Schema, tables: ReadonlySet<ObjectId>, session: Session): Promise<Schema> {
  const parts = [() => aroundTables(schema, tables), () => cutTo(schema, [...tables])];
  for (const part of parts) {
    try {
      return await elaborate(part(), session);
    } catch (error) {
      if (!(error instanceof SchemaRefused)) throw error;
    }
  }
  return elaborate(schema, session);
}
