import type { SchemaObject } from '../schema.ts';

/** Which tables, enums and sequences that nothing declares are managed all the same: they may not be there. */
export interface Manage {
  /** Schemas in which everything is managed. */
  readonly schemas?: readonly string[] | undefined;
  /** Names, `schema.name` with `*`, that are never managed. */
  readonly exclude?: readonly string[] | undefined;
  /** Where given, nothing but these is managed. */
  readonly only?: readonly string[] | undefined;
}

/** Whether an object that nothing declares is managed. What the SDL can't express never is. */
export function isManaged(object: SchemaObject, { schemas = [], exclude = [], only }: Manage): boolean {
  if (object.kind === 'schema' || object.kind === 'carried' || !('schema' in object)) return false;
  const name = `${object.schema}.${object.name}`;
  if (exclude.some((pattern) => matches(name, pattern))) return false;
  return only?.some((pattern) => matches(name, pattern)) ?? schemas.includes(object.schema);
}

/** Declared objects that the configuration takes out: it says two things of one object. */
export const contradicted = (objects: readonly SchemaObject[], { exclude = [], only }: Manage) =>
  objects.filter((object) => {
    if (object.kind !== 'table') return false;
    const name = `${object.schema}.${object.name}`;
    const isOut = exclude.some((pattern) => matches(name, pattern));
    return isOut || (only !== undefined && !only.some((pattern) => matches(name, pattern)));
  });

// Only `*` is special: a name may hold any other character.
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
