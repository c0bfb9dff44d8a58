import type { ColumnObject, EnumObject, TableObject, UnmanagedObject } from '../ir/schema.ts';

/** For tests only: objects as introspection gives them. */

export const table = (name: string): TableObject => ({
  kind: 'table',
  id: `table:public.${name}`,
  schema: 'public',
  name,
  rowSecurity: false,
  forceRowSecurity: false,
  comment: null,
  declared: null,
});

export const column = (name: string, facts: Partial<ColumnObject> = {}): ColumnObject => ({
  kind: 'column',
  id: `column:public.t.${name}`,
  table: 'table:public.t',
  name,
  type: 'integer',
  enumType: null,
  notNull: false,
  default: null,
  collation: null,
  identity: null,
  generated: null,
  position: 1,
  backfill: null,
  comment: null,
  declared: null,
  ...facts,
});

export const mood = (...values: readonly string[]): EnumObject => ({
  kind: 'enum',
  id: 'enum:public.mood',
  schema: 'public',
  name: 'mood',
  values,
  comment: null,
  declared: null,
});

export const unmanaged = (what: string, name: string): UnmanagedObject => ({
  kind: 'unmanaged',
  id: `unmanaged:${what} ${name}`,
  what,
  definition: '',
  comment: null,
  declared: null,
});
