import type { SchemaObject } from '../ir/schema.ts';

/** What differs between two schemas, for one object. Says nothing about SQL. */
export type Change =
  | { readonly kind: 'create'; readonly after: SchemaObject }
  | { readonly kind: 'drop'; readonly before: SchemaObject }
  | { readonly kind: 'alter'; readonly before: SchemaObject; readonly after: SchemaObject };

/** The object that a change is about: its new form, or the old one when it is removed. */
export const subjectOf = (change: Change): SchemaObject =>
  change.kind === 'drop' ? change.before : change.after;
