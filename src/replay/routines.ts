import { type Catalog, nameOf, type Routine } from './catalog.ts';

/** The routine a call names, or `null` for a built-in or unknown one. */
export function routineOf(catalog: Catalog, parts: readonly string[]): Routine | null {
  const { schema, name } = nameOf(parts);
  for (const place of schema === null ? catalog.searchPath : [schema]) {
    const found = catalog.routines.get(`${place}.${name}`);
    if (found) return found;
  }
  return null;
}
