import type { ObjectId, ObjectKind } from './schema.ts';

// A dot or a quote inside a name is quoted as SQL would, so that no two objects share an id.
const part = (name: string): string => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** `objectId('column', 'public', 'invoice', 'total')` is `column:public.invoice.total`. */
export const objectId = (kind: ObjectKind, ...names: readonly string[]): ObjectId =>
  `${kind}:${names.map(part).join('.')}`;
