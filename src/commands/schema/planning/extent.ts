import { aroundTables } from '../../../ir/around-tables.ts';
import type { Manage } from '../../../ir/carried/manage.ts';
import { type Extent, undeclaredParts } from '../../../ir/carried/with-carried.ts';
import type { Schema } from '../../../ir/schema.ts';

/** How far a schema goes in a database: what the language can't say of its tables is left alone. */
export async function extentOf(live: Schema, declared: Schema, manage: Manage): Promise<Extent> {
  const parts = undeclaredParts(live, declared).flatMap((o) => ('table' in o ? [o.table] : []));
  if (parts.length === 0) return { manage, unsayable: new Set() };
  const { saySchema } = await import('../../../pull/say-schema.ts');
  const { unsaid } = saySchema(aroundTables(live, new Set(parts)));
  return { manage, unsayable: new Set(unsaid.map(({ object }) => object)) };
}
