import type { SchemaObject } from '../schema.ts';

export const RIGHTS: readonly string[] = ['owner', 'grants', 'default privileges'];

/**
 * Who owns an object and who may use it. It is read and written, and no part of a schema's meaning: what a step makes
 * belongs to whoever runs the step, in a rehearsal somebody else than in production.
 */
export const isRight = (object: SchemaObject): boolean =>
  object.kind === 'carried' && RIGHTS.includes(object.what);
