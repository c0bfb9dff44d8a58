import type { ObjectId, Schema, SchemaObject } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { isManaged, type Manage } from './manage.ts';

/** How far what is declared goes. */
export interface Extent {
  readonly manage: Manage;
  /** Parts of declared tables that the language can't say: nobody could declare them. */
  readonly unsayable: ReadonlySet<ObjectId>;
}

/** Parts of declared tables that a database has and nobody declared. */
export function undeclaredParts(live: Schema, declared: Schema): readonly SchemaObject[] {
  const names = new Set(declared.objects.map(({ id }) => id));
  return live.objects.filter((o) => 'table' in o && names.has(o.table) && !names.has(o.id));
}

/**
 * What a database should be: what is declared, and all else that is there, as it is. An object that both have keeps what
 * the SDL can't say of it.
 *
 * @param live As it was read from a catalog.
 */
export function withCarried(declared: Schema, live: Schema, extent: Extent): Schema {
  const there = new Map(live.objects.map((object) => [object.id, object]));
  // What a file says of carried objects is for where there is no database to ask.
  const own = declared.objects.filter(({ kind }) => kind !== 'carried');
  return schemaOf([
    ...own.map((object) => keeping(object, there.get(object.id))),
    ...carriedBy(live, declared, extent),
  ]);
}

/** The objects of a database that are left alone, with the parts of tables that are. */
export function carriedBy(
  live: Schema,
  declared: Schema,
  { manage, unsayable }: Extent,
): readonly SchemaObject[] {
  const names = new Set(declared.objects.flatMap(({ kind, id }) => (kind === 'carried' ? [] : [id])));
  const tables = new Map(live.objects.flatMap((o) => (o.kind === 'table' ? [[o.id, o]] : [])));
  return live.objects.filter((object) => {
    if (names.has(object.id)) return false;
    if (!('table' in object)) return !isManaged(object, manage);
    // What stands on a declared table is declared with it, as far as the language goes.
    if (names.has(object.table)) return unsayable.has(object.id);
    const table = tables.get(object.table);
    return table === undefined || !isManaged(table, manage);
  });
}

function keeping(declared: SchemaObject, live: SchemaObject | undefined): SchemaObject {
  if (live === undefined || !('carried' in live) || 'carried' in declared) return declared;
  return { ...declared, carried: live.carried } as SchemaObject;
}

/**
 * Two declared schemas with the carried objects of the second that can be made in the first: both have them, because no plan
 * makes any.
 */
export function withCommonCarried(from: Schema, to: Schema): readonly [Schema, Schema] {
  const bare = ({ objects }: Schema) => objects.filter(({ kind }) => kind !== 'carried');
  const own = bare(from);
  let common = to.objects.filter((object) => object.kind === 'carried');
  for (;;) {
    const made = new Set([...own, ...common].flatMap(madeIds));
    const next = common.filter(({ needs }) => needs.every((id) => made.has(id)));
    if (next.length === common.length) break;
    common = next;
  }
  return [schemaOf([...own, ...common]), schemaOf([...bare(to), ...common])];
}

const madeIds = (object: SchemaObject): readonly string[] =>
  object.kind === 'carried' ? [object.id, object.id.slice(`carried:${object.what} `.length)] : [object.id];
