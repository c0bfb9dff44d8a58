import type { CarriedObject, ColumnObject, EnumObject, TableObject } from '../ir/schema.ts';

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

export const carried = (what: string, name: string): CarriedObject => ({
  kind: 'carried',
  id: `carried:${what} ${name}`,
  what,
  definition: '',
  needs: [],
  roles: [],
  comment: null,
  declared: null,
});
