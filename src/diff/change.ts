import type { SchemaObject } from '../ir/schema.ts';

/** What differs between two schemas, one object at a time. Says nothing about SQL. */
export type Change =
  | { readonly kind: 'create'; readonly after: SchemaObject }
  | { readonly kind: 'drop'; readonly before: SchemaObject }
  | { readonly kind: 'alter'; readonly before: SchemaObject; readonly after: SchemaObject };

/** The object that a change is about: as it will be, or as it was where it goes. */
export const subjectOf = (change: Change): SchemaObject =>
  change.kind === 'drop' ? change.before : change.after;
